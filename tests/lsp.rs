//! The language server, driven over standard input and output.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::io::{BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use lsp_server::{Message, Notification, Request, Response};
use serde_json::{Value, json};

const SERVICE: &str = "# ä𐐀\nFROM gcr.io/distroless/python3-debian12\nCOPY main.py /app/main.py\nENTRYPOINT []\nCMD [\"python3\", \"/app/main.py\"]\n";

struct Client {
    server: Child,
    to: Option<ChildStdin>,
    from: BufReader<ChildStdout>,
    next: i32,
}

impl Client {
    fn start(directory: &Path, capabilities: Value) -> Self {
        let mut server = Command::new(env!("CARGO_BIN_EXE_lucid-fix"))
            .args(["lsp", "--select", "LF003,LF002"])
            .current_dir(directory)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut client = Self {
            to: server.stdin.take(),
            from: BufReader::new(server.stdout.take().unwrap()),
            server,
            next: 1,
        };
        let folder = json!([{ "uri": uri(directory), "name": "x" }]);
        let answer = client.ask(
            "initialize",
            json!({ "capabilities": capabilities, "workspaceFolders": folder }),
        );
        assert_eq!(answer["capabilities"]["hoverProvider"], true);
        client.tell("initialized", json!({}));
        client
    }

    fn send(&mut self, message: Message) {
        message.write(self.to.as_mut().unwrap()).unwrap();
    }

    fn tell(&mut self, method: &str, params: Value) {
        self.send(Notification::new(method.to_string(), params).into());
    }

    fn respond(&mut self, method: &str, params: Value) -> Response {
        self.next += 1;
        let id = self.next;
        self.send(Request::new(id.into(), method.to_string(), params).into());
        loop {
            match self.read() {
                Message::Response(response) if response.id == id.into() => return response,
                _ => {}
            }
        }
    }

    fn ask(&mut self, method: &str, params: Value) -> Value {
        serde_json::to_value(self.respond(method, params)).unwrap()["result"].clone()
    }

    fn read(&mut self) -> Message {
        Message::read(&mut self.from).unwrap().unwrap()
    }

    /// The codes of the diagnostics that come next, with their lines and columns.
    fn diagnostics(&mut self) -> Vec<(String, u64, u64)> {
        loop {
            let Message::Notification(notification) = self.read() else {
                continue;
            };
            let start = |one: &Value, key: &str| one["range"]["start"][key].as_u64().unwrap();
            let one = |one: &Value| {
                let code = one["code"].as_str().unwrap_or("error").to_string();
                (code, start(one, "line"), start(one, "character"))
            };
            return notification.params["diagnostics"]
                .as_array()
                .unwrap()
                .iter()
                .map(one)
                .collect();
        }
    }

    fn end(mut self) -> i32 {
        self.respond("shutdown", Value::Null);
        self.tell("exit", Value::Null);
        self.server.wait().unwrap().code().unwrap()
    }
}

fn uri(path: &Path) -> String {
    format!("file://{}", path.canonicalize().unwrap().display())
}

fn open(client: &mut Client, uri: &str, text: &str) {
    let document = json!({ "uri": uri, "languageId": "dockerfile", "version": 1, "text": text });
    client.tell("textDocument/didOpen", json!({ "textDocument": document }));
}

fn found(all: &[(&str, u64, u64)]) -> Vec<(String, u64, u64)> {
    all.iter()
        .map(|(code, line, column)| (code.to_string(), *line, *column))
        .collect()
}

#[test]
fn an_editor_sees_findings_while_typing_and_gets_their_fixes_and_pages() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::create_dir(directory.path().join(".git")).unwrap();
    let file = format!("{}/Dockerfile", uri(directory.path()));
    let mut client = Client::start(directory.path(), json!({}));
    open(&mut client, &file, SERVICE);
    assert_eq!(client.diagnostics(), found(&[("LF002", 1, 5), ("LF003", 4, 5)]));

    // Unsaved text, with a column after characters of more than one byte.
    let typed = SERVICE.replace("COPY main.py", "COPY ä𐐀 /x\nCOPY main.py");
    let change = json!({ "textDocument": { "uri": file, "version": 2 }, "contentChanges": [{ "text": typed }] });
    client.tell("textDocument/didChange", change);
    assert_eq!(client.diagnostics(), found(&[("LF002", 1, 5), ("LF003", 5, 5)]));

    let range = json!({ "start": { "line": 5, "character": 0 }, "end": { "line": 5, "character": 0 } });
    let params = json!({ "textDocument": { "uri": file }, "range": range, "context": { "diagnostics": [] } });
    let actions = client.ask("textDocument/codeAction", params.clone());
    let titles: Vec<_> = actions
        .as_array()
        .unwrap()
        .iter()
        .map(|action| action["title"].as_str().unwrap())
        .collect();
    assert_eq!(
        titles,
        ["Call /usr/bin/python3.11 (LF003)", "Fix all that lucid-fix can fix"]
    );
    let edit = &actions[0]["edit"]["changes"][&file][0];
    assert_eq!(
        (edit["newText"].as_str(), &edit["range"]["start"]),
        (Some("\"/usr/bin/python3.11\""), &json!({ "line": 5, "character": 5 }))
    );
    assert_eq!(actions[1]["edit"]["changes"][&file].as_array().unwrap().len(), 2);
    let mut only = params;
    only["context"]["only"] = json!(["source"]);
    assert_eq!(client.ask("textDocument/codeAction", only).as_array().unwrap().len(), 1);

    let hover = json!({ "textDocument": { "uri": file }, "position": { "line": 5, "character": 7 } });
    let page = client.ask("textDocument/hover", hover);
    assert!(
        page["contents"]["value"]
            .as_str()
            .unwrap()
            .starts_with("# LF003 python-path")
    );

    // Settings that change, and that are wrong.
    std::fs::write(directory.path().join("lucid-fix.toml"), "[severity]\nLF003 = 'info'\n").unwrap();
    client.tell("workspace/didChangeWatchedFiles", json!({ "changes": [] }));
    assert_eq!(client.diagnostics().len(), 2);
    std::fs::write(directory.path().join("lucid-fix.toml"), "platfrom = 'x'\n").unwrap();
    client.tell("textDocument/didSave", json!({ "textDocument": { "uri": file } }));
    assert_eq!(client.diagnostics(), found(&[("error", 0, 0)]));

    client.tell("textDocument/didClose", json!({ "textDocument": { "uri": file } }));
    assert_eq!(client.diagnostics(), found(&[]));
    assert_eq!(client.end(), 0);
}

#[test]
fn columns_count_bytes_where_the_client_can_and_unsafe_fixes_are_named_so() {
    let directory = tempfile::tempdir().unwrap();
    let general = json!({ "general": { "positionEncodings": ["utf-8", "utf-16"] } });
    let mut client = Client::start(directory.path(), general);
    let text = "FROM gcr.io/distroless/python3-debian12\nCOPY main.py /ä/main.py\nCMD ['python3', '/ä/main.py']\n";
    open(&mut client, "untitled:Untitled-1", text);
    assert_eq!(client.diagnostics(), found(&[("LF002", 0, 5), ("LF003", 2, 4)]));
    let range = json!({ "start": { "line": 2, "character": 0 }, "end": { "line": 2, "character": 9 } });
    let document = json!({ "uri": "untitled:Untitled-1" });
    let params =
        json!({ "textDocument": document, "range": range, "context": { "diagnostics": [], "only": ["quickfix"] } });
    let actions = client.ask("textDocument/codeAction", params);
    let title = actions[0]["title"].as_str().unwrap();
    assert!(title.contains("(LF003, unsafe: "), "{title}");
    let end = &actions[0]["edit"]["changes"]["untitled:Untitled-1"][0]["range"]["end"];
    assert_eq!(
        end["character"].as_u64().unwrap() as usize,
        "CMD ['python3', '/ä/main.py']".len()
    );
    assert_eq!(client.end(), 0);
}

#[test]
fn nonsense_is_answered_or_passed_over_and_no_message_ends_the_server() {
    let directory = tempfile::tempdir().unwrap();
    let mut client = Client::start(directory.path(), json!({}));
    client.tell("textDocument/didOpen", json!({ "textDocument": 3 }));
    client.tell("textDocument/didChange", json!([]));
    client.tell("$/cancelRequest", json!({ "id": 99 }));
    client.tell("no/such", json!({}));
    assert!(
        serde_json::to_string(&client.respond("no/such", json!({})))
            .unwrap()
            .contains("no/such is not supported")
    );
    assert!(
        serde_json::to_string(&client.respond("textDocument/hover", json!({ "position": "x" })))
            .unwrap()
            .contains("error")
    );
    let nowhere =
        json!({ "textDocument": { "uri": "file:///nowhere/Dockerfile" }, "position": { "line": 0, "character": 0 } });
    assert_eq!(client.ask("textDocument/hover", nowhere), Value::Null);
    open(
        &mut client,
        "file:///nowhere/Dockerfile",
        "FROM gcr.io/distroless/python3-debian12\nOOPS\n",
    );
    assert_eq!(client.diagnostics(), found(&[("error", 1, 0)]));
    assert_eq!(client.end(), 0);

    // What is no message at all ends the server, with an error.
    let mut client = Client::start(directory.path(), json!({}));
    client
        .to
        .as_mut()
        .unwrap()
        .write_all(b"Content-Length: 3\r\n\r\n{]}")
        .unwrap();
    drop(client.to.take());
    assert_eq!(client.server.wait().unwrap().code(), Some(2));

    // So does one that comes first, and the error says why.
    let mut server = Command::new(env!("CARGO_BIN_EXE_lucid-fix"))
        .arg("lsp")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut to = server.stdin.take().unwrap();
    to.write_all(b"Content-Length: 5\r\n\r\n{bad}").unwrap();
    drop(to);
    let output = server.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        output.status.code() == Some(2) && said.contains("that is not a message"),
        "{said}"
    );
}

#[test]
fn a_carriage_return_alone_ends_a_line_for_the_protocol() {
    let directory = tempfile::tempdir().unwrap();
    let mut client = Client::start(directory.path(), json!({}));
    let text = "FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12\r\n# a\rb\nCMD [\"python3\", \"/app/main.py\"]\n";
    open(&mut client, "untitled:Untitled-1", text);
    assert_eq!(client.diagnostics(), found(&[("LF003", 3, 5)]));
    assert_eq!(client.end(), 0);
}
