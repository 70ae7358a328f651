//! Import statements: of the standard library, and of harmless modules of the service.

use std::rc::Rc;

use ruff_python_ast::Stmt;

use super::values::PythonValue;
use super::{Names, Reader, Verdict};
use crate::python::dotted::{Binding, bindings, prefixes};
use crate::python::stdlib;

impl Reader<'_> {
    pub(super) fn import(&mut self, statement: &Stmt) -> Option<()> {
        bindings(statement).iter().try_for_each(|one| self.bind(one))
    }

    fn bind(&mut self, one: &Binding<'_>) -> Option<()> {
        let base = self.loaded.modules[self.index].absolute(&one.module)?;
        let module = self.module(&base)?;
        let value = match one.member {
            None => self.module(&one.meaning)?,
            Some("*") => return self.bind_all(&base, &module),
            Some(member) => match self.attribute(&module, member) {
                Some(value) => value,
                None => self.module(&format!("{base}.{member}"))?,
            },
        };
        self.names.insert(one.name.to_string(), value);
        Some(())
    }

    /// `from base import *`
    fn bind_all(&mut self, base: &str, module: &PythonValue) -> Option<()> {
        if let PythonValue::Library(_) = module {
            self.stars.push(base.to_string());
            return Some(());
        }
        let all = self.names_of(base)?;
        // They may bring names that only then are made: by a function, or by a module of the package.
        if ["__all__", "__getattr__"].iter().any(|name| all.contains_key(*name)) {
            return None;
        }
        let public = all.iter().filter(|(name, _)| !name.starts_with('_'));
        let public = public.map(|(name, value)| (name.clone(), value.clone().shared()));
        self.names.extend(public);
        Some(())
    }

    /// A module of the standard library, or a harmless one of the service, once it is imported with its packages.
    fn module(&mut self, dotted: &str) -> Option<PythonValue> {
        self.imported.extend(prefixes(dotted).map(str::to_string));
        if !self.loaded.has(prefixes(dotted).next()?) {
            let is_there = prefixes(dotted).all(|name| stdlib::has_module(name, self.version));
            return is_there.then(|| PythonValue::Library(dotted.to_string()));
        }
        let own = &self.loaded.modules[self.index].name;
        for name in prefixes(dotted) {
            // The packages around this module run before it does.
            let is_around = own == name || own.strip_prefix(name).is_some_and(|rest| rest.starts_with('.'));
            if !self.loaded.namespaces.contains(name) && !is_around {
                self.names_of(name)?;
            }
        }
        self.loaded.has(dotted).then(|| PythonValue::Module(dotted.to_string()))
    }

    /// The names of a harmless module of the service.
    pub(super) fn names_of(&mut self, dotted: &str) -> Option<Rc<Names>> {
        let index = self.loaded.position(dotted)?;
        match &self.verdicts[index] {
            Verdict::Harmless(names) => Some(names.clone()),
            Verdict::Doubted => None,
            Verdict::Open => {
                self.awaited = Some(index);
                None
            }
        }
    }
}
