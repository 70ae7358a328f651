//! Where the check stands, and as whom it runs.

use crate::analysis::service::{Service, Start};
use crate::analysis::{Instruction, Role, Stage, sys_path};
use crate::dockerfile::document::Keyword;
use crate::dockerfile::shell::SimpleCommand;

/// The instruction that the check follows: the stage's last COPY or ADD, or whatever later instruction the command depends on. Where several
/// runtime stages are built on a stage that has all of it, that is in there.
pub(super) fn anchor<'a>(stage: Stage<'a>, service: &Service) -> Instruction<'a> {
    let depends_on_directory = service.call.target_is_relative() || has_relative_entry(stage);
    let mut copies = stage.chain().flat_map(|local| local.copies());
    let in_a_home = copies.any(|copy| copy.destination.as_deref().is_none_or(|path| path.contains("/.local")));
    let depends_on_user = || in_a_home || stage.analysis().instructions().any(closes);
    let entrypoint = match &service.start {
        Start::Script(path) => Some(path.clone()),
        Start::Module(name) | Start::Application { module: name, .. } => {
            sys_path::locate(stage, service, name).map(|(_, file)| file.path)
        }
        Start::Code => None,
    };
    let counts = |one: &Instruction<'_>| match one.keyword {
        Keyword::Copy | Keyword::Add => true,
        Keyword::Env => {
            let mut pairs = one.pairs().iter();
            pairs.any(|pair| pair.name == "PATH" || pair.name.starts_with("PYTHON"))
        }
        Keyword::Workdir => depends_on_directory,
        Keyword::User => depends_on_user(),
        Keyword::Run => entrypoint
            .as_ref()
            .is_some_and(|path| one.commands_may_change(path, |_| true)),
        _ => false,
    };
    let mut places = stage.chain().take_while(|local| *local == stage || is_shared(*local));
    let anchor = places.find_map(|local| local.instructions().rev().find(counts));
    let anchor = anchor.unwrap_or(stage.from());
    let stage = anchor.stage();
    // ENVs on the lines below belong to the same block.
    let joins = |one: &Instruction<'a>| one.keyword == Keyword::Env && one.is_on_next_line();
    let block = stage
        .instructions()
        .skip_while(|one| !anchor.is_before(*one))
        .take_while(joins);
    block.last().unwrap_or(anchor).last_of_block()
}

/// Whether an instruction gives files a mode in which only their owner, or a group, can read them. What lies in root's own directory or among
/// the settings of the system is no file of a service.
fn closes(one: Instruction<'_>) -> bool {
    let flag = one.parsed().flag("chmod").and_then(|flag| flag.value.as_deref());
    let mut commands = one.run_commands().unwrap_or_default().iter();
    let is_aside = |word: &str| {
        ["~", "$HOME", "/root/", "/etc/", "/dev/"]
            .iter()
            .any(|start| word.starts_with(start))
    };
    let names_others = |command: &SimpleCommand| {
        let mut operands = command
            .arguments()
            .filter(|word| !word.starts_with('-') && !is_mode(word));
        operands.any(|word| !is_aside(word))
    };
    flag.is_some_and(is_closed)
        || commands.any(|command| match command.program() {
            "chmod" | "install" | "mkdir" => command.arguments().any(is_closed) && names_others(command),
            "umask" => command.arguments().any(|mask| !mask.ends_with(['0', '1', '2', '3'])),
            _ => false,
        })
}

fn is_mode(word: &str) -> bool {
    word.chars().all(|c| "01234567".contains(c)) || word.chars().all(|c| "ugoarwxXst+-=,".contains(c))
}

/// Whether a mode keeps others from reading a file.
fn is_closed(mode: &str) -> bool {
    if !is_mode(mode) {
        return false;
    }
    if mode.bytes().all(|byte| byte.is_ascii_digit()) {
        return mode.len() > 2 && mode.ends_with(['0', '1', '2', '3']);
    }
    let closes = |part: &str| match part.split_once(['-', '=']) {
        Some((who, rights)) if who.contains(['o', 'a']) => match part.contains('=') {
            true => !rights.contains('r'),
            false => rights.contains(['r', 'x', 'X']),
        },
        _ => false,
    };
    mode.split(',').any(closes)
}

/// Whether several runtime stages are built on a stage.
fn is_shared(stage: Stage<'_>) -> bool {
    let runtimes = stage.analysis().stages_with_role(Role::Runtime);
    let mut on_it = runtimes.filter(|runtime| runtime.chain().skip(1).any(|local| local == stage));
    on_it.nth(1).is_some()
}

/// Whether PYTHONPATH has an entry that Python looks for in the working directory.
fn has_relative_entry(stage: Stage<'_>) -> bool {
    let environment = stage.end().environment();
    let mut entries = environment
        .known("PYTHONPATH")
        .into_iter()
        .flat_map(|path| path.split(':'));
    entries.any(|entry| !entry.is_empty() && !entry.starts_with('/'))
}

/// Whether the image knows the user that the check would run as, and no mode keeps that user from reading the files.
///
/// # Errors
/// What the person can do about a user that it may not know.
pub(super) fn check_user(anchor: Instruction<'_>) -> Result<(), String> {
    let is_known = |name: &str| {
        ["root", "nonroot"].contains(&name) || (!name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit()))
    };
    match anchor.after().user() {
        Some(user) if user.split(':').all(is_known) => match may_read(anchor, user) {
            true => Ok(()),
            false => Err(format!(
                "the check would run as the user {user}, who may not be able to read the files with the mode that the Dockerfile sets; give the files to that user with chown, \
                 or write the check by hand"
            )),
        },
        Some(user) => Err(format!(
            "the check would run as the user {user}, which the image may not know; write a number such as 65532:65532 in USER"
        )),
        // A user that the image itself sets is one that it knows.
        None if !sets_user(anchor) => Ok(()),
        None => Err(
            "the user that the check would run as is not known; write a number such as 65532:65532 in USER".to_string(),
        ),
    }
}

/// Whether a user may read the files: root may, and anybody where all modes let others read; else one whom the file gives something.
fn may_read(anchor: Instruction<'_>, user: &str) -> bool {
    let uid = user.split(':').next().unwrap_or(user);
    let is_user = |owner: &str| {
        let owner = owner.split([':', '.']).next().unwrap_or(owner);
        owner == uid || ([owner, uid].contains(&"nonroot") && [owner, uid].contains(&"65532"))
    };
    let owns = |one: Instruction<'_>| {
        let flag = one.parsed().flag("chown").and_then(|flag| flag.value.as_deref());
        let mut commands = one.run_commands().unwrap_or_default().iter();
        flag.is_some_and(is_user)
            || commands
                .any(|command| matches!(command.program(), "chown" | "install") && command.arguments().any(is_user))
    };
    let mut all = anchor.analysis().instructions();
    ["0", "root"].contains(&uid) || !all.clone().any(closes) || all.any(owns)
}

/// Whether a USER stands before a point, in its stage or in those below it.
fn sets_user(anchor: Instruction<'_>) -> bool {
    let stage = anchor.stage();
    let is_user = |one: &Instruction<'_>| one.keyword == Keyword::User;
    let own = stage
        .instructions()
        .find(is_user)
        .is_some_and(|user| user.is_before(anchor));
    own || stage.chain().skip(1).any(|below| below.own(Keyword::User).is_some())
}
