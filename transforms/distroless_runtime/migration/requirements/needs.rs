//! Distributions that cannot run in a distroless image by themselves, and why.

use super::AskedDistribution;
use crate::analysis::patch_version::needs_async_timeout;
use crate::python::parse::version;
use crate::python::stdlib::has_module;

/// Distributions that need what no distroless image has.
const NEEDS: [(&str, &str); 45] = [
    ("ansible", "a shell and ssh"),
    ("cairocffi", "libcairo2"),
    ("cairosvg", "libcairo2"),
    ("cx-oracle", "Oracle's client"),
    ("dbus-python", "libdbus-1-3"),
    ("ffmpeg-python", "ffmpeg"),
    ("gdal", "libgdal"),
    ("gitpython", "git"),
    ("graphviz", "graphviz"),
    ("gssapi", "libgssapi"),
    ("imgkit", "wkhtmltopdf"),
    ("mariadb", "libmariadb3"),
    ("moviepy", "ffmpeg"),
    ("mysqlclient", "libmariadb3"),
    ("nodeenv", "node"),
    ("ocrmypdf", "tesseract"),
    ("opencv-contrib-python", "libgl1"),
    ("opencv-python", "libgl1"),
    ("pdf2image", "poppler-utils"),
    ("pdfkit", "wkhtmltopdf"),
    ("playwright", "a browser"),
    ("psycopg-c", "libpq5"),
    ("psycopg2", "libpq5"),
    ("pyaudio", "libportaudio2"),
    ("pycups", "libcups2"),
    ("pydub", "ffmpeg"),
    ("pygobject", "libgirepository-1.0-1"),
    ("pygraphviz", "libgraphviz"),
    ("pyodbc", "a driver of unixodbc"),
    ("pypandoc", "pandoc"),
    ("pyppeteer", "a browser"),
    ("pysqlcipher3", "libsqlcipher0"),
    ("pytesseract", "tesseract"),
    ("python-ldap", "libldap-2.5-0"),
    ("python-magic", "libmagic1"),
    ("python-snappy", "libsnappy1v5"),
    ("python3-saml", "libxmlsec1"),
    ("pyzbar", "libzbar0"),
    ("selenium", "a browser"),
    ("sounddevice", "libportaudio2"),
    ("systemd-python", "libsystemd0"),
    ("wand", "libmagickwand"),
    ("weasyprint", "libpango-1.0-0"),
    ("xmlsec", "libxmlsec1"),
    ("yt-dlp", "ffmpeg"),
];

/// Adds a reason for every distribution that cannot run in the image with this Python.
pub(super) fn judge(python: &str, asked: &[AskedDistribution], reasons: &mut Vec<String>) {
    let version = version(python);
    let has = |wanted: &str| asked.iter().any(|one| one.is(wanted));
    let names = asked.iter().flat_map(|one| &one.names).map(String::as_str);
    let redis = needs_async_timeout(names).filter(|_| python == "3.11");
    let mut said: Vec<&str> = Vec::new();
    for one in asked {
        if said.contains(&one.name.as_str()) {
            continue;
        }
        let place = &one.place;
        let need = NEEDS.iter().find(|(name, _)| *name == one.name);
        let reason = if let Some((name, need)) = need {
            format!("{place} asks for {name}, which needs {need}: no distroless image has it")
        } else if one.name == "psycopg" && !has("psycopg[binary]") && !has("psycopg-binary") {
            format!(
                "{place} asks for psycopg without its extra `binary`, so it needs libpq5: no distroless image has it"
            )
        } else if redis.is_some_and(|name| one.is(name)) {
            let name = &one.name;
            let whose = if name == "redis" { "which" } else { "whose redis" };
            format!(
                "{place} asks for {name}, {whose} needs async-timeout below Python 3.11.3: distroless has 3.11.2, and pip, on a newer one, leaves it out; \
                 add async-timeout to the requirements"
            )
        } else if matches!(one.name.as_str(), "enum34" | "futures") || has_module(&one.name.replace('-', "_"), version)
        {
            format!(
                "{place} asks for {}, which has the name of a standard module and would hide it",
                one.name
            )
        } else {
            continue;
        };
        said.push(&one.name);
        reasons.push(reason);
    }
}
