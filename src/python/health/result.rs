//! Whether the number that `connect_ex` returns reaches the exit code.

use ruff_python_ast::{CmpOp, Expr, Stmt, UnaryOp};
use ruff_text_size::Ranged;

use super::survey::{CallKind, NetworkCall, Survey, exit_of};

/// Whether a script without hidden exceptions ends with another code than 0 whenever one of its calls fails: a `connect_ex` whose result is
/// the exit code of its last statement, and otherwise calls that raise.
pub(super) fn reaches_exit(body: &[Stmt], survey: &Survey<'_>) -> bool {
    let mut calls = survey.calls.iter().filter(|call| call.kind == CallKind::ConnectEx);
    let first = calls.next();
    first.is_none_or(|call| calls.next().is_none() && is_exit_code(call, body, survey))
}

fn is_exit_code(call: &NetworkCall<'_>, body: &[Stmt], survey: &Survey<'_>) -> bool {
    let range = call.call.range();
    let mut assignments = body.iter().filter_map(Stmt::as_assign_stmt);
    let assignment = assignments.find(|assign| assign.value.range() == range);
    let assigned = assignment.and_then(|assign| match &*assign.targets {
        [Expr::Name(name)] if survey.names.is_constant(&name.id) => Some(name.id.as_str()),
        _ => None,
    });
    let is_result = |expr: &Expr| match expr {
        Expr::Name(name) => assigned == Some(name.id.as_str()),
        expr => expr.range() == range,
    };
    let exit = body.last().and_then(|last| exit_of(last, &survey.exits));
    let value = exit.and_then(|exit| exit.arguments.args.first());
    survey.exits.len() == 1 && value.is_some_and(|value| tells(value, &is_result))
}

/// Whether a value, as an exit code, is 0 exactly where the result is.
fn tells(value: &Expr, is_result: &impl Fn(&Expr) -> bool) -> bool {
    match value {
        Expr::If(choice) => match is_success(&choice.test, is_result) {
            Some(true) => is_healthy(&choice.body) && is_failure(&choice.orelse),
            Some(false) => is_failure(&choice.body) && is_healthy(&choice.orelse),
            None => false,
        },
        value => is_success(value, is_result) == Some(false),
    }
}

/// Whether a test holds exactly where the result is 0, or exactly where it is not.
fn is_success(test: &Expr, is_result: &impl Fn(&Expr) -> bool) -> Option<bool> {
    match test {
        Expr::UnaryOp(unary) if unary.op == UnaryOp::Not => is_success(&unary.operand, is_result).map(|holds| !holds),
        Expr::Compare(compare) => match (&*compare.ops, &*compare.comparators) {
            ([op], [right]) if is_result(&compare.left) && number(right) == Some(0) => match op {
                CmpOp::Eq => Some(true),
                CmpOp::NotEq | CmpOp::Gt => Some(false),
                _ => None,
            },
            _ => None,
        },
        test => is_result(test).then_some(false),
    }
}

/// `0` and what else an exit takes for it.
pub(super) fn is_healthy(value: &Expr) -> bool {
    value.is_none_literal_expr() || number(value) == Some(0)
}

/// An exit code that says no. Only the low byte of a number reaches the caller.
pub(super) fn is_failure(value: &Expr) -> bool {
    match value {
        Expr::StringLiteral(_) => true,
        value => number(value).is_some_and(|number| number & 0xff != 0),
    }
}

fn number(value: &Expr) -> Option<i64> {
    match value {
        Expr::BooleanLiteral(literal) => Some(literal.value.into()),
        Expr::NumberLiteral(literal) => literal.value.as_int()?.as_i64(),
        _ => None,
    }
}
