/* The world's page: sort and copy tables, open what a link leads to, unfold for print. Nothing is fetched; without this script the page is whole. */
"use strict";
(() => {
  const all = (query, within) => Array.from((within || document).querySelectorAll(query));
  const words = document.querySelector("main").dataset;
  const make = (name, text, className) => {
    const element = document.createElement(name);
    if (text !== undefined) element.textContent = text;
    if (className) element.className = className;
    return element;
  };
  document.documentElement.classList.add("js");

  const value = (row, column) => {
    const cell = row.cells[column];
    return cell.dataset.value === undefined ? cell.textContent.trim() : Number(cell.dataset.value);
  };
  const sortBy = (table, heading) => {
    const column = heading.cellIndex;
    const down = heading.getAttribute("aria-sort") === "ascending";
    all("th[aria-sort]", table).forEach((other) => other.setAttribute("aria-sort", "none"));
    heading.setAttribute("aria-sort", down ? "descending" : "ascending");
    const compare = (a, b) => {
      const [x, y] = [value(a, column), value(b, column)];
      return typeof x === "number" ? x - y : x.localeCompare(y, document.documentElement.lang);
    };
    const rows = Array.from(table.tBodies[0].rows).sort((a, b) => (down ? compare(b, a) : compare(a, b)));
    table.tBodies[0].append(...rows);
  };
  all("table.sortable").forEach((table) => all("thead th:not([data-plain])", table).forEach((heading) => {
    const button = make("button");
    button.type = "button";
    button.append(...heading.childNodes);
    button.title = words.sort.replace("{column}", button.textContent.trim());
    heading.append(button);
    heading.setAttribute("aria-sort", "none");
    button.addEventListener("click", () => sortBy(table, heading));
  }));

  const plain = (table) => all("tr", table).map((row) => Array.from(row.cells).map((cell) => {
    const clean = cell.cloneNode(true);
    all("svg.bar", clean).forEach((bar) => bar.replaceWith(bar.getAttribute("aria-label")));
    return clean.textContent.replace(/\s+/g, " ").trim();
  }).join("\t")).join("\n");
  const copyText = (text) => {
    const area = make("textarea", text);
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  };
  all("table.copied").forEach((table) => {
    const button = make("button", words.copy, "copy");
    button.type = "button";
    button.addEventListener("click", () => {
      if (copyText(plain(table))) button.textContent = words.copied;
      setTimeout(() => { button.textContent = words.copy; }, 2000);
    });
    (table.closest(".scroll") || table).after(button);
  });
  all("table.stack").forEach((table) => {  // laid out as blocks on a phone, a table to a reader's ear
    table.setAttribute("role", "table");
    all("thead, tbody", table).forEach((part) => part.setAttribute("role", "rowgroup"));
    all("tr", table).forEach((row) => row.setAttribute("role", "row"));
    all("tbody th", table).forEach((cell) => cell.setAttribute("role", "rowheader"));
    all("thead th", table).forEach((cell) => cell.setAttribute("role", "columnheader"));
    all("td", table).forEach((cell) => cell.setAttribute("role", "cell"));
  });

  const openTarget = () => {
    const target = location.hash.length > 1 ? document.getElementById(location.hash.slice(1)) : null;
    const folded = target && target.closest("details");
    if (folded) { folded.open = true; target.scrollIntoView(); }
  };
  addEventListener("hashchange", openTarget);
  openTarget();
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = all("details:not([open], .need)");
    folded.forEach((details) => { details.open = true; });
  });
  addEventListener("afterprint", () => folded.forEach((details) => { details.open = false; }));
})();
