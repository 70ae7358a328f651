//! The closing table of a run with `--prove`.

use super::image_config::megabytes;

/// What a proof found out about one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    /// Built before, built after, starts before, starts after. A build: `yes`, `no`, `unknown`; a start: `running`, `exit 1`, `unknown`; `-` if not
    /// tried.
    pub cells: [String; 4],
    /// The sizes of the images before and after, in bytes, where the rewrite passed.
    pub sizes: Option<[u64; 2]>,
}

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
        .map(|(file, row)| line(file, row.cells.each_ref().map(String::as_str)));
    let sizes: Vec<[u64; 2]> = rows.iter().filter_map(|(_, row)| row.sizes).collect();
    let sum = |at: usize| megabytes(sizes.iter().map(|pair| pair[at]).sum());
    let total = (!sizes.is_empty()).then(|| format!("images: {} before, {} after", sum(0), sum(1)));
    std::iter::once(line("", HEADINGS)).chain(body).chain(total).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: [&str; 4], sizes: Option<[u64; 2]>) -> Row {
        Row {
            cells: cells.map(String::from),
            sizes,
        }
    }

    #[test]
    fn columns_are_as_wide_as_they_must_be() {
        let rows = [
            (
                "Dockerfile".to_string(),
                row(["yes", "yes", "running", "exit 1"], Some([296_000_000, 88_000_000])),
            ),
            (
                "f".to_string(),
                row(["yes", "yes", "healthy", "healthy"], Some([4_000_000, 2_000_000])),
            ),
            ("é/Dockerfile".to_string(), row(["unknown", "-", "-", "-"], None)),
        ];
        assert_eq!(
            lines(&rows, true),
            [
                "              built before  built after  starts before  starts after",
                "Dockerfile    yes           yes          running        exit 1",
                "f             yes           yes          healthy        healthy",
                "é/Dockerfile  unknown       -            -              -",
                "images: 300 MB before, 90 MB after",
            ]
        );
        assert_eq!(
            lines(&rows, false),
            [
                "              built before  built after",
                "Dockerfile    yes           yes",
                "f             yes           yes",
                "é/Dockerfile  unknown       -",
                "images: 300 MB before, 90 MB after",
            ]
        );
        assert!(lines(&[], true).is_empty());
    }
}
