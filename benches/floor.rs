//! The floors of benches/fleet.py: walks a directory on one thread, reads every Dockerfile and, with `--parse`, parses each once.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

fn main() {
    let mut arguments = std::env::args().skip(1);
    let directory = arguments.next().unwrap();
    let parse = arguments.next().is_some_and(|argument| argument == "--parse");
    let mut parser = tree_sitter::Parser::new();
    parser.set_language(&tree_sitter_dockerfile::language().into()).unwrap();
    let (mut files, mut bytes, mut nodes) = (0, 0, 0);
    let walk = ignore::WalkBuilder::new(directory)
        .require_git(false)
        .ignore(false)
        .build();
    for entry in walk.filter_map(Result::ok) {
        let is_file = entry.file_type().is_some_and(|kind| kind.is_file());
        if !is_file || !lucid_fix::is_dockerfile(entry.path()) {
            continue;
        }
        let text = std::fs::read(entry.path()).unwrap();
        files += 1;
        bytes += text.len();
        if parse {
            nodes += parser
                .parse(&text, None)
                .map_or(0, |tree| tree.root_node().child_count());
        }
    }
    println!("{files} files, {bytes} bytes, {nodes} instructions");
}
