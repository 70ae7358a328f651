//! Evaluates comprehensions: in full over what is known, else once for any item.

use std::collections::BTreeMap;

use ruff_python_ast::{Comprehension, Expr};
use ruff_text_size::Ranged;

use crate::python::evaluator::{Doubt, Evaluator, Frame, Scope, doubt};
use crate::python::value::{Kind, Value};

impl Evaluator<'_, '_> {
    /// A comprehension over what is known runs in full; over what is not, its element is evaluated once for any item.
    pub fn comprehend(
        &mut self,
        generators: &[Comprehension],
        elements: &[&Expr],
        finish: impl Fn(Option<Vec<Vec<Value>>>) -> Result<Value, &'static str>,
    ) -> Result<Value, Doubt> {
        let [generator] = generators else {
            return match generators.first() {
                Some(generator) => doubt(generator, "is not understood"),
                None => Ok(Value::Any(Kind::Unknown)),
            };
        };
        if generator.is_async {
            return doubt(generator, "is not understood");
        }
        let iterable = self.evaluate(&generator.iter)?;
        let items = iterable.elements().map_err(|why| Doubt {
            at: generator.iter.range(),
            why,
        })?;
        let known = items.is_some();
        let element = iterable.kind().element().unwrap_or(Kind::Unknown);
        let items = items.unwrap_or_else(|| vec![Value::Any(element)]);
        self.frames.push(Frame {
            scope: Scope::Comprehension,
            names: BTreeMap::new(),
        });
        let rows = self.rows(generator, items, elements);
        self.frames.pop();
        let (rows, certain) = rows?;
        let all_strings = rows.iter().flatten().all(Value::is_str);
        let result = finish((known && certain).then_some(rows.clone()));
        match result {
            Ok(Value::Any(Kind::List)) if all_strings => Ok(Value::Any(Kind::Strings)),
            Ok(value) => Ok(value),
            // The row of any item stands for all of them.
            Err(_) => finish(Some(rows)).map_err(|why| Doubt {
                at: generator.range(),
                why: why.into(),
            }),
        }
    }

    fn rows(
        &mut self,
        generator: &Comprehension,
        items: Vec<Value>,
        elements: &[&Expr],
    ) -> Result<(Vec<Vec<Value>>, bool), Doubt> {
        let mut rows = Vec::new();
        let mut certain = true;
        for item in items {
            self.assign(&generator.target, item)?;
            let mut taken = true;
            for test in &generator.ifs {
                match self
                    .evaluate(test)?
                    .truth()
                    .map_err(|why| Doubt { at: test.range(), why })?
                {
                    Some(true) => {}
                    Some(false) => {
                        taken = false;
                        break;
                    }
                    None => certain = false,
                }
            }
            if taken {
                let row: Result<Vec<Value>, Doubt> = elements.iter().map(|element| self.evaluate(element)).collect();
                rows.push(row?);
            }
        }
        Ok((rows, certain))
    }
}
