//! The sockets of a script by name, and which of their time limits hold where.

use ruff_text_size::TextRange;

use super::survey::{Limit, Place};

/// The nested blocks around a place. What a block has run before a block inside it starts, it has run for that one.
pub type Block = Vec<usize>;

/// A time limit that is set: where, and its `None` if that is what is set.
type Setting = (Block, Option<TextRange>);

struct Socket {
    name: String,
    block: Block,
    place: Place,
    settings: Vec<Setting>,
}

/// The sockets made so far.
#[derive(Default)]
pub struct Sockets {
    known: Vec<Socket>,
    default: Vec<Setting>,
}

impl Sockets {
    /// `socket.setdefaulttimeout(…)`.
    pub fn set_default(&mut self, block: &Block, none: Option<TextRange>) {
        self.default.push((block.clone(), none));
    }

    /// Whether what is made here has a limit from the start.
    pub fn default_limit(&self, block: &Block) -> bool {
        in_force(&self.default, block) == Some(None)
    }

    /// `name = socket.socket()`; the default in force now is the one that the socket keeps.
    pub fn add(&mut self, name: &str, block: &Block, place: Place) {
        let settings = if self.default_limit(block) {
            vec![(block.clone(), None)]
        } else {
            Vec::new()
        };
        let (name, block) = (name.to_owned(), block.clone());
        self.known.push(Socket {
            name,
            block,
            place,
            settings,
        });
    }

    /// The name is given to something else.
    pub fn forget(&mut self, name: &str) {
        self.known.retain(|socket| socket.name != name);
    }

    /// `name.settimeout(…)`.
    pub fn set(&mut self, name: &str, block: &Block, none: Option<TextRange>) {
        if let Some(socket) = self.known.iter_mut().rfind(|socket| socket.name == name) {
            socket.settings.push((block.clone(), none));
        }
    }

    /// The limit of the socket `name`, if it surely is one.
    pub fn limit(&self, name: &str, block: &Block) -> Option<Limit> {
        let socket = self
            .known
            .iter()
            .rfind(|socket| socket.name == name && block.starts_with(&socket.block))?;
        Some(match in_force(&socket.settings, block) {
            Some(None) => Limit::Set,
            Some(Some(none)) => Limit::Replace(none),
            None => Limit::Socket(socket.name.clone(), socket.place),
        })
    }
}

/// The last setting that has run whenever `block` is reached.
fn in_force(settings: &[Setting], block: &Block) -> Option<Option<TextRange>> {
    settings
        .iter()
        .rfind(|(place, _)| block.starts_with(place))
        .map(|(_, none)| *none)
}
