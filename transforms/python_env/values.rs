//! Which names a stage lacks, and what they are set to.

use super::{packages, program};
use crate::analysis::{Instruction, Role, Stage};
use crate::dockerfile::copy::CopyStep;
use crate::dockerfile::document::Keyword;
use crate::dockerfile::variables::Value;
use crate::edit::Edit;

/// The names of the house that neither the stage nor a local stage below it sets, with their values.
pub(super) fn missing(stage: Stage<'_>) -> Vec<(String, String)> {
    let house = &stage.analysis().pattern.environment;
    let is_wanted = |name: &str| match name {
        "PYTHONPATH" => packages::are_for_own_python(stage),
        // It would win over the others.
        "LC_ALL" => {
            !sets_a_locale(stage) && !program::chooses_a_language(stage) && !stage.analysis().context.uses().sets_locale
        }
        "PYTHONIOENCODING" => !has_another_charset(stage),
        _ => true,
    };
    let environment = stage.end().environment();
    let has_trigger = stage.trigger(Keyword::Env).is_some();
    let is_set_by_trigger = |name: &str| has_trigger && environment.get(name) == Some(&Value::Unknown);
    let is_missing = |name: &str| stage.env_setter(name).is_none() && !is_set_by_trigger(name);
    let missing = house.iter().filter(|(name, _)| is_missing(name) && is_wanted(name));
    let values = missing.filter_map(|(name, value)| Some((name.clone(), value_of(stage, name, value)?)));
    values.chain(inherited_python_path(stage)).collect()
}

/// `None` where it would name a version of Python that is not known.
fn value_of(stage: Stage<'_>, name: &str, house: &str) -> Option<String> {
    let value = match name {
        "PATH" if brings_sbin(stage) => Some(stage.image().path()),
        "PATH" => stage.image().unusual_directory().map(|own| format!("{own}:{house}")),
        "PYTHONPATH" => return packages::directory(stage),
        "LC_ALL" => language(stage),
        _ => None,
    };
    value.or_else(|| Some(house.to_string()))
}

/// The value that the stage gives to LANG, if it does itself.
fn language(stage: Stage<'_>) -> Option<String> {
    stage.env_setter("LANG")?;
    let environment = stage.end().environment();
    let language = environment.known("LANG")?;
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "._-@:".contains(c);
    (!language.is_empty() && language.chars().all(is_plain)).then(|| language.to_string())
}

/// Whether the stage sets a category of the locale, such as LC_TIME, or one that is built on it sets such a category or LANG.
fn sets_a_locale(stage: Stage<'_>) -> bool {
    let is_category = |name: &str| name != "LC_ALL" && name.starts_with("LC_");
    let sets = |one: Instruction<'_>| {
        let mut names = one.pairs().iter().map(|pair| pair.name.as_str());
        one.keyword == Keyword::Env && names.any(|name| name == "LANG" || is_category(name))
    };
    let mut names = stage.end().environment().all().into_keys();
    let is_set_later = || {
        let mut heirs = stage.with_heirs().into_iter().filter(|heir| *heir != stage);
        heirs.any(|heir| heir.instructions().any(sets))
    };
    let text = stage.analysis().document().text();
    names.any(is_category) || ((text.contains("LANG") || text.contains("LC_")) && is_set_later())
}

/// Whether the stage's locale is one of another charset than UTF-8: what Python prints is read in it.
fn has_another_charset(stage: Stage<'_>) -> bool {
    let environment = stage.end().environment();
    ["LC_ALL", "LC_CTYPE", "LANG"].iter().any(|name| {
        let value = environment.known(name).unwrap_or_default();
        let charset = value.split_once('.').map(|(_, charset)| charset.to_ascii_lowercase());
        charset.is_some_and(|charset| !charset.starts_with("utf-8") && !charset.starts_with("utf8"))
    })
}

/// Whether something may stand in an sbin directory: the image has a shell, a RUN names one, or a COPY may bring it.
fn brings_sbin(stage: Stage<'_>) -> bool {
    // What lands above an sbin directory may fill it, unless it is a file.
    let is_directory = |source: &String| !source.rsplit('/').next().unwrap_or(source).contains('.');
    let brings = |copy: &CopyStep| match copy.destination.as_deref() {
        None => true,
        Some("/" | "/usr" | "/usr/local") => copy.has_unknown_source || copy.sources.iter().any(is_directory),
        Some(path) => path.split('/').any(|part| part == "sbin"),
    };
    let names_sbin = |text: &str| text.contains("sbin");
    let is_named = names_sbin(stage.analysis().document().text());
    let makes = |one: Instruction<'_>| is_named && one.keyword == Keyword::Run && names_sbin(one.text());
    let mut stages = stage.chain().skip(1).chain(stage.with_heirs());
    stage.image().is_debug() || stages.any(|one| one.copies().any(brings) || one.instructions().any(makes))
}

/// Whether PYTHONPATH is asked for in a stage, and has no directory of packages in it as it stands after `env`.
fn lacks_packages(stage: Stage<'_>, env: Instruction<'_>, written: &str) -> bool {
    let house = &stage.analysis().pattern.environment;
    let environment = env.after().environment();
    let known = environment.known("PYTHONPATH").unwrap_or_default();
    house.iter().any(|(name, _)| name == "PYTHONPATH")
        && packages::are_for_own_python(stage)
        && !packages::are_named(stage, written)
        && !packages::are_named(stage, known)
}

/// How the stage's own PYTHONPATH gets a directory of packages, where it has none: the ENV that sets it, and an edit of that.
pub(super) fn python_path_extension(stage: Stage<'_>) -> Option<(Instruction<'_>, Edit)> {
    let env = stage.env_setter("PYTHONPATH").filter(|env| env.stage() == stage)?;
    let pair = env.pairs().iter().rfind(|pair| pair.name == "PYTHONPATH")?;
    let written = pair.written(env.parsed())?;
    if !lacks_packages(stage, env, written) {
        return None;
    }
    let packages = packages::directory(stage)?;
    let end = env.in_file(pair.range.clone()).end;
    if env.after().environment().known("PYTHONPATH") == Some("") {
        // An empty entry would be the working directory.
        let start = match written.is_empty() {
            true => end,
            false => env.in_file(pair.value.clone()?).start,
        };
        return Some((env, Edit::replace(start..end, packages)));
    }
    let is_quoted = |quote: char| written.len() > 1 && written.starts_with(quote) && written.ends_with(quote);
    let at = end - usize::from(['"', '\''].into_iter().any(is_quoted));
    Some((env, Edit::insert(at, format!(":{packages}"))))
}

/// A PYTHONPATH without packages that a local stage below sets: this stage sets it again, longer.
fn inherited_python_path(stage: Stage<'_>) -> Option<(String, String)> {
    let env = stage.env_setter("PYTHONPATH")?;
    if env.stage() == stage || env.stage().role() == Role::Runtime || !lacks_packages(stage, env, "") {
        return None;
    }
    let packages = packages::directory(stage)?;
    let value = match stage.end().environment().get("PYTHONPATH")? {
        Value::Known(value) if value.is_empty() => packages,
        _ => format!("$PYTHONPATH:{packages}"),
    };
    Some(("PYTHONPATH".to_string(), value))
}
