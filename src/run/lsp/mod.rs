//! The language server: diagnostics while typing, fixes as code actions, and the pages of rules on hover.

mod answers;
mod places;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Result, anyhow};
use lsp_server::{Connection, ErrorCode, IoThreads, Message, Notification, Request, Response};
use lsp_types::{
    CodeActionParams, DidChangeTextDocumentParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams, HoverParams,
    InitializeParams, PositionEncodingKind, Uri,
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::work::{self, Job, Plan};
use super::{current_directory, settings};
use crate::config::{Choice, Configs};
use crate::engine::settings::Observe;
use crate::problem::Problem;
use crate::report::FileReport;
use crate::report::model::FileRecord;
use crate::report::record::{self, Detail};
use crate::system::exclude::Exclude;
use crate::system::paths::{Shown, directory_of, in_real_directory};

/// Serves on standard input and output until the client ends it, and returns the exit code.
pub(super) fn run(choice: &Choice) -> Result<u8> {
    let current = current_directory()?;
    let (connection, threads) = Connection::stdio();
    let (id, params) = match connection.initialize_start() {
        Ok(started) => started,
        Err(error) => {
            // Only the thread that reads knows what is wrong with a message.
            drop(connection);
            return Err(joined(threads).err().unwrap_or(error.into()));
        }
    };
    let params: InitializeParams = serde_json::from_value(params)?;
    let encoding = places::encoding(&params);
    connection.initialize_finish(id, capabilities(&encoding))?;
    let exclude = Exclude::new(&current, &choice.exclude).map_err(anyhow::Error::msg)?;
    let mut server = Server {
        configs: settings::configs(choice, Observe::Nowhere, &current)?,
        roots: roots(&params),
        connection,
        choice,
        current,
        exclude,
        encoding,
        open: BTreeMap::new(),
    };
    server.watch_settings(&params)?;
    server.serve()?;
    // The threads end when nobody can send to them.
    drop(server);
    joined(threads)?;
    Ok(0)
}

fn joined(threads: IoThreads) -> Result<()> {
    let ended = threads.join();
    ended.map_err(|error| anyhow!("the client sent something that is not a message: {error}"))
}

fn capabilities(encoding: &PositionEncodingKind) -> Value {
    json!({
        "capabilities": {
            "positionEncoding": encoding,
            "textDocumentSync": { "openClose": true, "change": 1, "save": {} },
            "codeActionProvider": { "codeActionKinds": ["quickfix", "source.fixAll"] },
            "hoverProvider": true,
        },
        "serverInfo": { "name": "lucid-fix", "version": env!("CARGO_PKG_VERSION") },
    })
}

/// The directories that are open in the editor.
fn roots(params: &InitializeParams) -> Vec<PathBuf> {
    let folders = params.workspace_folders.iter().flatten();
    folders.filter_map(|folder| places::path(&folder.uri)).collect()
}

struct Server<'a> {
    connection: Connection,
    choice: &'a Choice,
    configs: Configs,
    current: PathBuf,
    exclude: Exclude,
    roots: Vec<PathBuf>,
    encoding: PositionEncodingKind,
    /// The texts that are open in the editor, by their URIs.
    open: BTreeMap<String, Arc<str>>,
}

impl Server<'_> {
    fn serve(&mut self) -> Result<()> {
        while let Ok(message) = self.connection.receiver.recv() {
            match message {
                Message::Request(request) if self.connection.handle_shutdown(&request)? => return Ok(()),
                Message::Request(request) => {
                    let response = self.answer(request);
                    self.connection.sender.send(response.into())?;
                }
                Message::Notification(notification) => self.take(notification)?,
                Message::Response(_) => {}
            }
        }
        Ok(())
    }

    fn answer(&mut self, request: Request) -> Response {
        let id = request.id.clone();
        let result = match request.method.as_str() {
            "textDocument/codeAction" => params::<CodeActionParams>(request.params).map(|params| {
                let uri = &params.text_document.uri;
                let record = self.record(uri);
                json!(record.map(|(text, record)| answers::actions(uri, &text, &record, &params, &self.encoding)))
            }),
            "textDocument/hover" => params::<HoverParams>(request.params).map(|params| {
                let place = params.text_document_position_params;
                let record = self.record(&place.text_document.uri);
                json!(record.and_then(|(_, record)| answers::hover(&record, place.position)))
            }),
            other => Err((ErrorCode::MethodNotFound, format!("{other} is not supported"))),
        };
        match result {
            Ok(result) => Response::new_ok(id, result),
            Err((code, message)) => Response::new_err(id, code as i32, message),
        }
    }

    /// Takes a notification. One that cannot be read is passed over, since nobody waits for an answer.
    fn take(&mut self, notification: Notification) -> Result<()> {
        let Notification { method, params: value } = notification;
        match method.as_str() {
            "textDocument/didOpen" => {
                if let Ok(opened) = params::<DidOpenTextDocumentParams>(value) {
                    self.put(&opened.text_document.uri, opened.text_document.text)?;
                }
            }
            "textDocument/didChange" => {
                if let Ok(mut changed) = params::<DidChangeTextDocumentParams>(value)
                    && let Some(change) = changed.content_changes.pop()
                {
                    self.put(&changed.text_document.uri, change.text)?;
                }
            }
            "textDocument/didClose" => {
                if let Ok(DidCloseTextDocumentParams { text_document }) = params(value) {
                    self.open.remove(text_document.uri.as_str());
                    self.send(&text_document.uri, Vec::new())?;
                }
            }
            "textDocument/didSave" | "workspace/didChangeWatchedFiles" | "workspace/didChangeConfiguration" => {
                let choice = self.choice.clone().resolved(&self.current);
                self.configs = Configs::new(choice, Observe::Nowhere, &self.current);
                let open: Vec<Uri> = self.open.keys().filter_map(|uri| uri.parse().ok()).collect();
                open.iter().try_for_each(|uri| self.publish(uri))?;
            }
            _ => {}
        }
        Ok(())
    }

    /// Asks the client to say when settings files change, if it can.
    fn watch_settings(&self, params: &InitializeParams) -> Result<()> {
        let workspace = params.capabilities.workspace.as_ref();
        let can = workspace.and_then(|workspace| workspace.did_change_watched_files?.dynamic_registration);
        if can == Some(true) {
            let options = json!({ "watchers": [{ "globPattern": format!("**/{}", crate::config::FILE_NAME) }] });
            let method = "workspace/didChangeWatchedFiles";
            let registration =
                json!({ "registrations": [{ "id": "settings", "method": method, "registerOptions": options }] });
            let request = Request::new(0.into(), "client/registerCapability".to_string(), registration);
            self.connection.sender.send(request.into())?;
        }
        Ok(())
    }

    fn put(&mut self, uri: &Uri, text: String) -> Result<()> {
        self.open.insert(uri.to_string(), text.into());
        self.publish(uri)
    }

    fn publish(&self, uri: &Uri) -> Result<()> {
        let diagnostics = self
            .record(uri)
            .map(|(text, record)| answers::diagnostics(&text, &record, &self.encoding));
        self.send(uri, diagnostics.unwrap_or_default())
    }

    fn send(&self, uri: &Uri, diagnostics: Vec<lsp_types::Diagnostic>) -> Result<()> {
        let params = json!({ "uri": uri, "diagnostics": diagnostics });
        let notification = Notification::new("textDocument/publishDiagnostics".to_string(), params);
        Ok(self.connection.sender.send(notification.into())?)
    }

    /// The text of an open document, and what is found in it; `None` if it is not open, or excluded.
    fn record(&self, uri: &Uri) -> Option<(Arc<str>, FileRecord)> {
        let text = Arc::clone(self.open.get(uri.as_str())?);
        // A document that was never saved lies where the editor was started.
        let path = places::path(uri).unwrap_or_else(|| self.current.join("Dockerfile"));
        let path = in_real_directory(&path).unwrap_or(path);
        let report = self.report(&path, &text)?;
        Some((text, record::file(&report, &self.current, Detail::Full)))
    }

    fn report(&self, path: &Path, text: &str) -> Option<FileReport> {
        let directory = directory_of(path);
        let shown = Shown::new(path, &self.current);
        let root = self.roots.iter().find(|root| directory.starts_with(root));
        let start = root.map_or(directory, PathBuf::as_path);
        let found = match self.configs.for_directory(directory, start) {
            Ok(found) => found,
            Err(error) => {
                let problem = Problem::new(format!("the settings cannot be read: {}", error.shown(&self.current)));
                return Some(FileReport::failed(shown, &self.current, problem));
            }
        };
        let job = Job::new(shown, Some(path.to_path_buf()), start, &found);
        let mut excludes = job.config.exclude().into_iter().chain([&self.exclude]);
        if excludes.any(|exclude| exclude.matches(path, false)) {
            return None;
        }
        let plan = Plan {
            exclude: vec![self.exclude.clone()],
            ..Plan::default()
        };
        let checked = crate::system::read::decode(text.as_bytes().to_vec());
        Some(job.report(checked.and_then(|text| work::text(&job, text, &plan))))
    }
}

/// Reads parameters, or says what is wrong with them.
fn params<T: DeserializeOwned>(value: Value) -> Result<T, (ErrorCode, String)> {
    serde_json::from_value(value).map_err(|error| (ErrorCode::InvalidParams, error.to_string()))
}
