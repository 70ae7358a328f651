//! What reads a variable that the stage does not set: the program itself, or a RUN that gets it from ARG.

use crate::analysis::Stage;
use crate::analysis::sources::SourceFile;
use crate::dockerfile::document::Keyword;
use crate::dockerfile::variables::{Pair, mentioned};

/// Why a name may change what reads it. PATH and LANG have a value today.
pub(super) fn risk(stage: Stage<'_>, name: &str) -> Option<String> {
    argument(stage, name).or_else(|| {
        let is_read = !matches!(name, "PATH" | "LANG" | "LC_ALL");
        let file = is_read.then(|| file_naming(stage, |text| text == name))??;
        Some(format!(
            "{} names {name}, and may do something else once it is set",
            file.path
        ))
    })
}

/// Whether the program chooses a language by a variable, which LC_ALL would win over.
pub(super) fn chooses_a_language(stage: Stage<'_>) -> bool {
    let is_category = |text: &str| text.starts_with("LC_") && text.len() < 20;
    file_naming(stage, |text| text == "LANG" || is_category(text)).is_some()
}

/// An ARG of that name gives its value to RUN instructions; an ENV wins over it.
fn argument(stage: Stage<'_>, name: &str) -> Option<String> {
    stage.chain().find_map(|local| {
        let has_name = |pair: &Pair| pair.name == name;
        let mut rest = local.instructions();
        rest.find(|one| one.keyword == Keyword::Arg && one.pairs().iter().any(has_name))?;
        let uses = |text: &str| mentioned(text).contains(&name);
        rest.any(|one| one.keyword == Keyword::Run || uses(one.arguments_text()))
            .then(|| format!("ARG {name} gives RUN instructions another value, which ENV would win over"))
    })
}

/// The Python file of the service that has a name as a string.
fn file_naming(stage: Stage<'_>, is_name: impl Fn(&str) -> bool) -> Option<SourceFile> {
    let mut files = stage.service_files().into_iter();
    files.find(|file| file.quoted().any(&is_name))
}
