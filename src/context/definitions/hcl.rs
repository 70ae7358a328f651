//! What HCL expressions come out as when nobody sets a variable.

use std::collections::HashMap;

use hcl_edit::expr::Expression;
use hcl_edit::template::Element;

/// Variables made of variables grow fast; no path is longer.
const LONGEST_TEXT: usize = 4096;

/// The defaults of variables.
#[derive(Debug, Default)]
pub(super) struct Variables(HashMap<String, String>);

impl Variables {
    /// The variables of a file, by the expressions of their defaults. These can be made of other variables, whatever their order.
    pub(super) fn read(mut open: Vec<(String, Expression)>) -> Self {
        let mut known = Self::default();
        loop {
            let before = open.len();
            open.retain(|(name, default)| {
                let value = known.text(default);
                value.map(|value| known.0.insert(name.clone(), value)).is_none()
            });
            if open.len() == before {
                return known;
            }
        }
    }

    /// The text that an expression gives; `None` where that depends on more than the defaults.
    pub(super) fn text(&self, expression: &Expression) -> Option<String> {
        match expression {
            Expression::String(text) => Some(text.value().clone()),
            Expression::Number(number) => Some(number.value().to_string()),
            Expression::Bool(flag) => Some(flag.value().to_string()),
            Expression::Variable(name) => self.0.get(name.as_str()).cloned(),
            Expression::Parenthesis(inner) => self.text(inner.inner()),
            Expression::StringTemplate(template) => {
                let mut joined = String::new();
                for element in template.iter() {
                    joined += &match element {
                        Element::Literal(text) => text.value().clone(),
                        Element::Interpolation(interpolation) => self.text(&interpolation.expr)?,
                        Element::Directive(_) => return None,
                    };
                    if joined.len() > LONGEST_TEXT {
                        return None;
                    }
                }
                Some(joined)
            }
            _ => None,
        }
    }
}
