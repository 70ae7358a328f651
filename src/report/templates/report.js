"use strict";
(() => {
  const table = document.getElementById("matrix");
  if (!table) return;
  const bodies = Array.from(table.tBodies);
  const rank = { "no": 0, "no, then yes": 1, "not applicable": 2, "yes": 3 };

  // What a file is sorted and filtered by is read once.
  const files = bodies.map((body, index) => {
    const [path, repository, , , ...standing] = Array.from(body.rows[0].cells, (cell) => cell.textContent);
    return {
      body, index, repository,
      marks: standing.map((words) => rank[words] ?? (words.endsWith("→ no") ? rank.no : -1)),
      text: `${path} ${repository} ${body.dataset.rules}`.toLowerCase(),
      findings: Number(body.dataset.findings), left: Number(body.dataset.left),
    };
  });

  const key = (file, column) => {
    if (column === "path") return file.index;
    if (column === "repository" || column === "findings" || column === "left") return file[column];
    return file.marks[Number(column)] ?? -1;
  };
  const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

  const sort = (header) => {
    const numeric = header.classList.contains("number");
    const now = header.getAttribute("aria-sort");
    // Numbers are most telling with the largest first.
    const direction = now ? (now === "ascending" ? "descending" : "ascending") : numeric ? "descending" : "ascending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    header.setAttribute("aria-sort", direction);
    const sign = direction === "ascending" ? 1 : -1;
    const column = header.dataset.sort;
    files.sort((a, b) => sign * compare(key(a, column), key(b, column)) || a.index - b.index);
    table.append(...files.map((file) => file.body));
  };

  for (const header of table.tHead.rows[0].cells) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...header.childNodes);
    button.addEventListener("click", () => sort(header));
    header.append(button);
  }

  const find = document.getElementById("find");
  const show = document.getElementById("show");
  const unmet = document.getElementById("unmet");
  const count = document.getElementById("count");
  const shown = {
    "": () => true,
    findings: (file) => file.findings > 0,
    left: (file) => file.left > 0,
    diff: (file) => "diff" in file.body.dataset,
    errors: (file) => "errors" in file.body.dataset,
    clean: (file) => file.findings === 0 && !("errors" in file.body.dataset),
  };

  const filter = () => {
    const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    let visible = 0;
    for (const file of files) {
      const fits = words.every((word) => file.text.includes(word))
        && shown[show.value](file)
        && (unmet.value === "" || file.marks[Number(unmet.value)] === rank.no);
      file.body.hidden = !fits;
      visible += fits;
    }
    count.textContent = `${visible} of ${files.length} shown`;
  };

  const form = document.getElementById("filters");
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
})();
