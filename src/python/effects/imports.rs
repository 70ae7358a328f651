//! Import statements: of the standard library, and of harmless modules of the service.

use std::rc::Rc;

use ruff_python_ast::{Stmt, StmtImportFrom};

use super::values::PythonValue;
use super::{Names, Reader, Verdict};
use crate::python::dotted::{bindings, prefixes};
use crate::python::stdlib;

impl Reader<'_> {
    /// `import a.b`
    pub(super) fn import(&mut self, statement: &Stmt) -> Option<()> {
        bindings(statement).into_iter().try_for_each(|one| {
            self.module(&one.module)?;
            let value = self.module(&one.meaning)?;
            self.names.insert(one.name.to_string(), value);
            Some(())
        })
    }

    pub(super) fn import_from(&mut self, import: &StmtImportFrom) -> Option<()> {
        let base = self.loaded.modules[self.index].absolute(import.level, import.module.as_deref())?;
        if base == "__future__" {
            return Some(());
        }
        let module = self.module(&base)?;
        import.names.iter().try_for_each(|alias| {
            let name = alias.name.as_str();
            if name == "*" {
                match &module {
                    PythonValue::Library(_) => self.stars.push(base.clone()),
                    _ => {
                        let all = self.names_of(&base)?;
                        // They may bring names that only then are made: by a function, or by a module of the package.
                        if ["__all__", "__getattr__"].iter().any(|name| all.contains_key(*name)) {
                            return None;
                        }
                        let public = all.iter().filter(|(name, _)| !name.starts_with('_'));
                        let public = public.map(|(name, value)| (name.clone(), value.clone().shared()));
                        self.names.extend(public);
                    }
                }
                return Some(());
            }
            let value = match self.attribute(&module, name) {
                Some(value) => value,
                None => self.module(&format!("{base}.{name}"))?,
            };
            let bound = alias.asname.as_ref().unwrap_or(&alias.name);
            self.names.insert(bound.to_string(), value);
            Some(())
        })
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
