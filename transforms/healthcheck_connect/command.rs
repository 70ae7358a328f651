//! The Python that does what `curl`, `wget` and `nc` do in a health check.

use crate::python::health::Limits;
use crate::python::lists;

/// The Python check that does what a `curl`, `wget` or `nc` command does, one statement a line; or why there is none. The words are those of an exec
/// form, or of a shell form of plain words, whose `|| exit 1` may be among them.
pub(super) fn from_command(words: &[String], limits: &Limits) -> Result<Vec<String>, String> {
    let words = without_tail(words)?;
    let (program, arguments) = words.split_first().ok_or("the command is empty")?;
    let name = program.rsplit('/').next().unwrap_or(program);
    match name {
        "curl" => request(&read(arguments, &CURL)?, "curl", limits),
        "wget" => request(&read(arguments, &WGET)?, "wget", limits),
        "nc" | "ncat" | "netcat" => connect(&read(arguments, &NC)?, limits),
        _ => Err(format!("what `{name}` checks cannot be translated into Python")),
    }
}

/// The command without `|| exit 1` and redirections to nowhere.
fn without_tail(words: &[String]) -> Result<Vec<&str>, String> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let (command, fallback) = match words.iter().position(|word| *word == "||") {
        Some(at) => (&words[..at], &words[at + 1..]),
        None => (&words[..], &[][..]),
    };
    let fails = match fallback {
        [] | ["false"] | ["exit"] => true,
        ["exit", code] => code.parse::<u8>().is_ok_and(|code| code != 0),
        _ => false,
    };
    if !fails {
        return Err(format!("what follows `||` is not understood: `{}`", fallback.join(" ")));
    }
    let quiet = ["2>&1", ">/dev/null", "1>/dev/null", "2>/dev/null", "&>/dev/null"];
    let mut kept = Vec::new();
    let mut rest = command.iter().copied().peekable();
    while let Some(word) = rest.next() {
        let redirected = [">", "1>", "2>"].contains(&word) && rest.peek() == Some(&"/dev/null");
        if redirected {
            rest.next();
        } else if ["|", "&", "&&", ";", "<", ">"].contains(&word) {
            return Err(format!("the command goes on after `{word}`"));
        } else if !quiet.contains(&word) {
            kept.push(word);
        }
    }
    Ok(kept)
}

/// The options that are understood, by what they mean for the check; each list is separated by spaces.
struct Options {
    /// Options without a value that change nothing for the check.
    idle: &'static str,
    /// Options with a value that changes nothing for the check.
    idle_value: &'static str,
    /// Options with a number of seconds.
    seconds: &'static str,
    /// Options for where the answer goes, of which only nowhere and the output are understood.
    output: &'static str,
    /// Options that the check depends on: `--fail`, `-z`.
    marks: &'static str,
}

const CURL: Options = Options {
    idle: "-s -S -v -i -L -q -4 --silent --show-error --verbose --include --location --no-progress-meter --ipv4",
    idle_value: "--connect-timeout",
    seconds: "-m --max-time",
    output: "-o --output",
    marks: "-f --fail --fail-with-body",
};

const WGET: Options = Options {
    idle: "-q -v -nv -S --quiet --verbose --no-verbose --server-response --spider",
    idle_value: "-t --tries",
    seconds: "-T --timeout",
    output: "-O --output-document",
    marks: "",
};

const NC: Options = Options {
    idle: "-v -n",
    idle_value: "",
    seconds: "-w",
    output: "",
    marks: "-z",
};

/// A command line, read.
struct Reading<'a> {
    seconds: Option<f64>,
    marked: bool,
    operands: Vec<&'a str>,
}

fn read<'a>(arguments: &[&'a str], options: &Options) -> Result<Reading<'a>, String> {
    let mut reading = Reading {
        seconds: None,
        marked: false,
        operands: Vec::new(),
    };
    let mut rest = arguments.iter().copied();
    while let Some(word) = rest.next() {
        if word == "-" || !word.starts_with('-') {
            reading.operands.push(word);
        } else if word.starts_with("--") || lists(options.idle, word) {
            let (name, value) = word
                .split_once('=')
                .map_or((word, None), |(name, value)| (name, Some(value)));
            reading.option(name, value, &mut rest, options)?;
        } else {
            // `-fsSm5`: letters, of which the last may take the rest as its value.
            for (at, letter) in word.char_indices().skip(1) {
                let name = format!("-{letter}");
                let value = Some(&word[at + letter.len_utf8()..]).filter(|value| !value.is_empty());
                if reading.option(&name, value, &mut rest, options)? {
                    break;
                }
            }
        }
    }
    Ok(reading)
}

impl<'a> Reading<'a> {
    /// Reads one option, and says whether it took a value.
    fn option(
        &mut self,
        name: &str,
        value: Option<&'a str>,
        rest: &mut impl Iterator<Item = &'a str>,
        options: &Options,
    ) -> Result<bool, String> {
        if lists(options.idle, name) {
            return Ok(false);
        }
        if lists(options.marks, name) {
            self.marked = true;
            return Ok(false);
        }
        let takes_value = [options.idle_value, options.seconds, options.output]
            .iter()
            .any(|set| lists(set, name));
        if !takes_value {
            return Err(format!("its option `{name}` is not understood"));
        }
        let value = value
            .or_else(|| rest.next())
            .ok_or_else(|| format!("its option `{name}` has no value"))?;
        if lists(options.output, name) && !["/dev/null", "-"].contains(&value) {
            return Err(format!("it writes the answer to `{value}`"));
        }
        if lists(options.seconds, name) {
            let seconds = value
                .parse::<f64>()
                .ok()
                .filter(|seconds| seconds.is_finite() && *seconds > 0.0);
            self.seconds = Some(seconds.ok_or_else(|| format!("`{value}` is not a time limit"))?);
        }
        Ok(true)
    }
}

fn request(reading: &Reading<'_>, program: &str, limits: &Limits) -> Result<Vec<String>, String> {
    if program == "curl" && !reading.marked {
        return Err("curl without `--fail` takes an error page for an answer".into());
    }
    let [url] = *reading.operands else {
        return Err("it does not ask for exactly one URL".into());
    };
    let url = match url.split_once("://") {
        Some(("http" | "https", _)) => url.to_owned(),
        Some((scheme, _)) => return Err(format!("`{scheme}` is not a scheme of the web")),
        None => format!("http://{url}"),
    };
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._~:/?&=%+,@".contains(c);
    let host = url.split('/').nth(2).unwrap_or_default();
    if !url.chars().all(plain) || host.is_empty() || host.contains('@') {
        return Err(format!("the URL `{url}` is not plain text"));
    }
    let seconds = reading.seconds.unwrap_or(limits.request);
    Ok(vec![
        "import urllib.request".into(),
        format!("urllib.request.urlopen('{url}', timeout={seconds})"),
    ])
}

fn connect(reading: &Reading<'_>, limits: &Limits) -> Result<Vec<String>, String> {
    if !reading.marked {
        return Err("nc without `-z` talks to the service".into());
    }
    let [host, port] = *reading.operands else {
        return Err("it does not name one host and one port".into());
    };
    let port: u16 = port.parse().map_err(|_| format!("`{port}` is not a port"))?;
    if !host.chars().all(|c| c.is_ascii_alphanumeric() || "-._:".contains(c)) {
        return Err(format!("the host `{host}` is not plain text"));
    }
    let seconds = reading.seconds.unwrap_or(limits.connect);
    // A name may stand for an IPv6 address first: nc tries them all, and so does this.
    Ok(vec![
        "import socket".into(),
        format!("socket.create_connection(('{host}', {port}), timeout={seconds}).close()"),
    ])
}

#[cfg(test)]
#[path = "command_tests.rs"]
mod tests;
