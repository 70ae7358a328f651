//! What HCL expressions come out as when nobody sets a variable.

use std::collections::HashMap;

use hcl_edit::expr::Expression;
use hcl_edit::template::{Element, Template};

/// The defaults of variables.
#[derive(Debug, Default)]
pub(super) struct Variables(HashMap<String, String>);

impl Variables {
    /// The variables of a file. A default can be made of other variables, whatever their order.
    pub(super) fn read<T>(mut open: Vec<(String, T)>, evaluate: impl Fn(&Self, &T) -> Option<String>) -> Self {
        let mut known = Self::default();
        loop {
            let before = open.len();
            open.retain(|(name, default)| match evaluate(&known, default) {
                Some(value) => {
                    known.0.insert(name.clone(), value);
                    false
                }
                None => true,
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
            Expression::StringTemplate(template) => self.joined(template.iter()),
            _ => None,
        }
    }

    /// The text that a string of Bake's JSON gives: it is a template, too.
    pub(super) fn template(&self, text: &str) -> Option<String> {
        match text.contains(['$', '%']) {
            true => self.joined(text.parse::<Template>().ok()?.iter()),
            false => Some(text.to_string()),
        }
    }

    fn joined<'a>(&self, elements: impl Iterator<Item = &'a Element>) -> Option<String> {
        let part = |element: &Element| match element {
            Element::Literal(text) => Some(text.value().clone()),
            Element::Interpolation(interpolation) => self.text(&interpolation.expr),
            Element::Directive(_) => None,
        };
        elements.map(part).collect()
    }
}
