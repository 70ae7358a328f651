//! The closing table of a run with `--prove`.

/// Built before, built after, starts before, starts after. A build: `yes`, `no`, `unknown`; a start: `running`, `exit 1`, `unknown`; `-` if not tried.
pub(crate) type Row = [String; 4];

const HEADINGS: [&str; 4] = ["built before", "built after", "starts before", "starts after"];

/// The table's lines; none without rows. `with_starts` adds the columns about containers.
pub(crate) fn lines(rows: &[(String, Row)], with_starts: bool) -> Vec<String> {
    if rows.is_empty() {
        return Vec::new();
    }
    let width = rows
        .iter()
        .map(|(file, _)| file.chars().count())
        .max()
        .unwrap_or_default();
    let columns = if with_starts { 4 } else { 2 };
    let line = |file: &str, cells: [&str; 4]| {
        let cells = cells.iter().zip(HEADINGS).take(columns);
        let cells: String = cells
            .map(|(cell, heading)| format!("  {cell:0$}", heading.len()))
            .collect();
        format!("{file:width$}{cells}").trim_end().to_string()
    };
    let body = rows
        .iter()
        .map(|(file, row)| line(file, row.each_ref().map(String::as_str)));
    std::iter::once(line("", HEADINGS)).chain(body).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: [&str; 4]) -> Row {
        cells.map(String::from)
    }

    #[test]
    fn columns_are_as_wide_as_they_must_be() {
        let rows = [
            ("Dockerfile".to_string(), row(["yes", "yes", "running", "exit 1"])),
            ("é/Dockerfile".to_string(), row(["unknown", "-", "-", "-"])),
        ];
        assert_eq!(
            lines(&rows, true),
            [
                "              built before  built after  starts before  starts after",
                "Dockerfile    yes           yes          running        exit 1",
                "é/Dockerfile  unknown       -            -              -",
            ]
        );
        assert_eq!(
            lines(&rows, false),
            [
                "              built before  built after",
                "Dockerfile    yes           yes",
                "é/Dockerfile  unknown       -",
            ]
        );
        assert!(lines(&[], true).is_empty());
    }
}
