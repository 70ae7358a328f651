//! Import statements: the modules that they load, and the names that they bind.

use ruff_python_ast::{StmtImport, StmtImportFrom};
use ruff_text_size::Ranged;

use crate::python::evaluate::library;
use crate::python::evaluator::{Doubt, Evaluator, doubt};
use crate::python::stdlib;
use crate::python::value::{Kind, Value};

impl Evaluator<'_, '_> {
    pub fn import(&mut self, import: &StmtImport) -> Result<(), Doubt> {
        for alias in &import.names {
            let dotted = alias.name.as_str();
            let (whole, top) = self.load(dotted).map_err(|why| Doubt {
                at: import.range(),
                why,
            })?;
            match &alias.asname {
                Some(name) => self.bind(name, whole),
                None => self.bind(dotted.split('.').next().unwrap_or(dotted), top),
            }
        }
        Ok(())
    }

    pub fn import_from(&mut self, import: &StmtImportFrom) -> Result<(), Doubt> {
        let at = |why: String| Doubt {
            at: import.range(),
            why,
        };
        let module = self
            .project
            .absolute(self.index, import.level, import.module.as_deref())
            .map_err(at)?;
        if module == "__future__" {
            return Ok(());
        }
        let (whole, _) = self.load(&module).map_err(at)?;
        for alias in &import.names {
            let name = alias.name.as_str();
            let submodule = format!("{module}.{name}");
            let value = match &whole {
                _ if name == "*" => return doubt(import, "imports names that are not written here"),
                Value::Module(_) if stdlib::has_name(&module, name, self.project.version) && submodule != "os.path" => {
                    library(submodule)
                }
                Value::Module(_) if stdlib::has_module(&submodule, self.project.version) => {
                    self.load(&submodule).map_err(at)?.0
                }
                Value::Project(names) => match names.get(name) {
                    Some(Value::Unbound) => return doubt(alias, "may not be defined there"),
                    Some(value) => value.without_contents(),
                    None if self.project.has(&submodule) => self.load(&submodule).map_err(at)?.0,
                    None => return doubt(alias, format!("is not defined in {module}")),
                },
                Value::Any(Kind::Unknown) => Value::Any(Kind::Unknown),
                _ => return doubt(alias, format!("is not known in {module}")),
            };
            self.bind(alias.asname.as_ref().unwrap_or(&alias.name), value);
        }
        Ok(())
    }

    /// Imports a dotted module: the module itself, and its first part.
    fn load(&mut self, dotted: &str) -> Result<(Value, Value), String> {
        let top = dotted.split('.').next().unwrap_or(dotted);
        if self.project.has(top) {
            let loaded = self.project.import(dotted)?;
            return Ok(loaded);
        }
        if stdlib::has_module(dotted, self.project.version) {
            let ends = dotted.match_indices('.').map(|(end, _)| end).chain([dotted.len()]);
            self.submodules.extend(ends.map(|end| dotted[..end].to_owned()));
            return Ok((Value::Module(dotted.to_owned()), Value::Module(top.to_owned())));
        }
        if stdlib::is_reserved(top) {
            return Err(format!("imports {dotted}, which the runtime's Python may not have"));
        }
        let certain = self.project.loads_anyway(self.index, dotted, self.import_guards > 0)?;
        self.import_may_fail |= !certain;
        Ok((Value::Any(Kind::Unknown), Value::Any(Kind::Unknown)))
    }
}
