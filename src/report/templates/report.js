"use strict";
(() => {
  const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

  // Puts a button into each head of a table; `items` are sorted by what `key` says of one in a column, and their elements put in order.
  const sortable = (table, items, parent, key) => {
    const heads = Array.from(table.tHead.rows[0].cells);
    const sort = (head, column) => {
      const now = head.getAttribute("aria-sort");
      // Numbers are most telling with the largest first.
      const first = head.classList.contains("number") ? "descending" : "ascending";
      const direction = now ? (now === "ascending" ? "descending" : "ascending") : first;
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", direction);
      const sign = direction === "ascending" ? 1 : -1;
      items.sort((a, b) => sign * compare(key(a, column, head), key(b, column, head)) || a.index - b.index);
      parent.append(...items.map((item) => item.element));
    };
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      button.addEventListener("click", () => sort(head, column));
      head.append(button);
    });
  };

  const words = (field) => field.value.toLowerCase().split(/\s+/).filter(Boolean);

  for (const table of document.querySelectorAll("table.sortable")) {
    const body = table.tBodies[0];
    const rows = Array.from(body.rows, (element, index) => ({
      element, index, cells: Array.from(element.cells, (cell) => cell.textContent), text: element.textContent.toLowerCase(),
    }));
    sortable(table, rows, body, (row, column, head) =>
      head.classList.contains("number") ? Number(row.cells[column]) : row.cells[column]);
    const field = document.querySelector(`input[data-table="${table.id}"]`);
    if (!field) continue;
    field.addEventListener("input", () => {
      const wanted = words(field);
      for (const row of rows) row.element.hidden = !wanted.every((word) => row.text.includes(word));
    });
    field.closest(".filters").hidden = false;
  }

  const table = document.getElementById("matrix");
  if (!table) return;
  const rank = { "no": 0, "no, then yes": 1, "not applicable": 2, "yes": 3 };

  // What a file is sorted and filtered by is read once.
  const files = Array.from(table.tBodies, (element, index) => {
    const [path, repository, , , ...standing] = Array.from(element.rows[0].cells, (cell) => cell.textContent);
    return {
      element, index, repository,
      marks: standing.map((words) => rank[words] ?? (words.endsWith("→ no") ? rank.no : -1)),
      text: `${path} ${repository} ${element.dataset.rules}`.toLowerCase(),
      findings: Number(element.dataset.findings), left: Number(element.dataset.left),
    };
  });

  sortable(table, files, table, (file, _, head) => {
    const column = head.dataset.sort;
    if (column === "path") return file.index;
    if (column === "repository" || column === "findings" || column === "left") return file[column];
    return file.marks[Number(column)] ?? -1;
  });

  const find = document.getElementById("find");
  const show = document.getElementById("show");
  const unmet = document.getElementById("unmet");
  const count = document.getElementById("count");
  const shown = {
    "": () => true,
    findings: (file) => file.findings > 0,
    left: (file) => file.left > 0,
    diff: (file) => "diff" in file.element.dataset,
    errors: (file) => "errors" in file.element.dataset,
    clean: (file) => file.findings === 0 && !("errors" in file.element.dataset),
  };

  const filter = () => {
    const wanted = words(find);
    let visible = 0;
    for (const file of files) {
      const fits = wanted.every((word) => file.text.includes(word))
        && shown[show.value](file)
        && (unmet.value === "" || file.marks[Number(unmet.value)] === rank.no);
      file.element.hidden = !fits;
      visible += fits;
    }
    count.textContent = `${visible} of ${files.length} shown`;
  };

  const form = document.getElementById("filters");
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;

  // A link to a file opens it.
  const open = () => {
    const file = files.find(({ element }) => element.querySelector("a").hash === location.hash);
    if (!file) return;
    file.element.hidden = false;
    file.element.querySelector("details").open = true;
    file.element.scrollIntoView();
  };
  addEventListener("hashchange", open);
  open();
})();
