//! What is known to reach outside Python, by its full name.

use crate::python::lists;

/// Modules whose purpose is to start programs.
pub(super) const RUNNERS: &str = "delegator envoy fabric invoke pexpect plumbum ptyprocess sarge sh";

/// Modules of the standard library that distroless lacks.
pub(super) const MISSING: &str = "ensurepip idlelib lib2to3 tkinter turtle turtledemo";

/// Libraries that every image has.
pub(super) const LIBRARIES: &str = "libc.so.6 libcrypto.so.3 libdl.so.2 libgcc_s.so.1 libgomp.so.1 libm.so.6 \
    libpthread.so.0 librt.so.1 libssl.so.3 libstdc++.so.6";

/// Functions that write to their first argument, or make or remove what it names.
pub(super) const WRITERS: &str = "dbm.open joblib.dump logging.FileHandler logging.handlers.RotatingFileHandler \
    logging.handlers.TimedRotatingFileHandler logging.handlers.WatchedFileHandler lzma.open gzip.open bz2.open mmap.mmap \
    os.chmod os.chown os.link os.makedirs os.mkdir os.mkfifo os.open os.remove os.removedirs os.rename os.renames \
    os.replace os.rmdir os.symlink os.truncate os.unlink shelve.open shutil.rmtree sqlite3.connect tarfile.open \
    zipfile.ZipFile";

/// Methods of a path that write to it, or make or remove it.
pub(super) const WRITING_METHODS: &str = "mkdir rmdir symlink_to touch unlink write_bytes write_text hardlink_to";

/// Methods that write to the path that they are given.
pub(super) const SAVING_METHODS: &str = "download_file download_to_filename extract extractall fget_object save \
    savefig sink_parquet to_csv to_excel to_parquet to_pickle";

/// Whether a function starts a program.
pub(super) fn starts_program(path: &str) -> bool {
    const EXACT: &str = "anyio.open_process anyio.run_process asyncio.create_subprocess_exec \
        asyncio.create_subprocess_shell asyncio.subprocess.create_subprocess_exec \
        asyncio.subprocess.create_subprocess_shell os.popen os.startfile os.system pty.spawn shutil.which \
        subprocess.Popen subprocess.call subprocess.getoutput subprocess.getstatusoutput trio.run_process";
    const BEGINNINGS: [&str; 5] = [
        "os.exec",
        "os.posix_spawn",
        "os.spawn",
        "subprocess.check_",
        "subprocess.run",
    ];
    lists(EXACT, path) || BEGINNINGS.iter().any(|beginning| path.starts_with(beginning))
}

/// Whether a function loads or looks for a shared library.
pub(super) fn loads_library(path: &str) -> bool {
    let last = path.rsplit('.').next().unwrap_or(path);
    path.starts_with("ctypes.") && matches!(last, "CDLL" | "PyDLL" | "LoadLibrary" | "find_library")
}

/// Whether a function writes to its second argument.
pub(super) fn writes_second(path: &str) -> bool {
    let copies = ["copy", "copy2", "copyfile", "copytree", "move"];
    path.strip_prefix("shutil.").is_some_and(|name| copies.contains(&name)) || path == "urllib.request.urlretrieve"
}

/// Whether a text is the path of a program other than a Python that every image has.
pub(super) fn is_program_path(text: &str) -> bool {
    let directories = ["/bin/", "/sbin/", "/usr/bin/", "/usr/local/bin/", "/usr/sbin/"];
    let name = directories.iter().find_map(|directory| text.strip_prefix(directory));
    let is_name = |name: &str| !name.is_empty() && !name.contains([' ', '\n']);
    name.is_some_and(is_name) && !matches!(text, "/usr/bin/python" | "/usr/bin/python3" | "/usr/bin/env")
}
