// Lists of answers and of rows: added, removed, moved and pasted without asking the server.
(function () {
  "use strict";

  const said = (pattern, n) => pattern.replace("{n}", n);

  for (const list of document.querySelectorAll("[data-answers]")) {
    const front = list.dataset.answers;
    const isFixed = !list.querySelector(".tools");
    const field = (row) => row.querySelector("textarea");
    const rows = () => [...list.children];
    const isLast = (row) => row.dataset.role !== "plain";

    // Each control has the name of its kind in data-n, and the list the words for it.
    function number() {
      rows().forEach((row, place) => {
        const n = place + 1;
        for (const control of row.querySelectorAll("[data-n]")) {
          const kind = control.dataset.n;
          control.id = `${front}${kind}-${n}`;
          control.setAttribute("aria-label", said(list.getAttribute(`data-${kind}`), n));
          if (control.type !== "submit") continue;
          control.value = control.id;
          const below = row.nextElementSibling;
          if (kind.endsWith("up")) control.disabled = n === 1 || isLast(row);
          if (kind.endsWith("down")) control.disabled = !below || isLast(below);
        }
      });
      // Bubbles to the form, which saves and shows what changed.
      list.dispatchEvent(new Event("input", { bubbles: true }));
    }

    function blank(row, text) {
      const fresh = row.cloneNode(true);
      fresh.classList.remove("has-err");
      fresh.dataset.role = "plain";
      fresh.querySelectorAll(".err, .small").forEach((words) => words.remove());
      for (const control of fresh.querySelectorAll("textarea, input, select")) {
        control.value = control.dataset.blank || "";
        control.removeAttribute("aria-invalid");
        control.removeAttribute("aria-describedby");
      }
      field(fresh).value = text || "";
      return fresh;
    }

    function add(after, text) {
      const like = after && !isLast(after) ? after : rows().find((row) => !isLast(row));
      const fresh = blank(like || list.lastElementChild, text);
      if (after && !isLast(after)) after.after(fresh);
      else list.insertBefore(fresh, rows().find(isLast) || null);
      return fresh;
    }

    list.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing || event.target.tagName !== "TEXTAREA") return;
      event.preventDefault();
      const row = event.target.closest("li");
      const next = row.nextElementSibling;
      if (next && !field(next).value) field(next).focus();
      else if (!isFixed && field(row).value.trim()) {
        const fresh = add(row);
        number();
        field(fresh).focus();
      }
    });

    list.addEventListener("paste", (event) => {
      if (event.target.tagName !== "TEXTAREA") return;
      const text = event.clipboardData.getData("text/plain");
      const lines = unmarked(text.split(/\r\n|\r|\n/).map((line) => line.trim()).filter(Boolean));
      if (lines.length < 2 || isFixed) return;
      event.preventDefault();
      let row = event.target.closest("li");
      event.target.setRangeText(lines[0], event.target.selectionStart, event.target.selectionEnd, "end");
      for (const line of lines.slice(1)) {
        const next = row.nextElementSibling;
        if (next && !isLast(next) && !field(next).value) {
          field(next).value = line;
          row = next;
        } else row = add(row, line);
      }
      number();
      field(row).focus();
    });

    list.addEventListener("click", (event) => {
      const button = event.target.closest(".tools button");
      if (!button) return;
      event.preventDefault();
      const row = button.closest("li");
      const act = button.dataset.n.replace("row_", "");
      const place = rows().indexOf(row);
      if (act === "remove") {
        if (rows().filter((one) => !isLast(one)).length === 1 && !isLast(row)) field(row).value = "";
        else row.remove();
      } else if (act === "up") row.previousElementSibling.before(row);
      else row.nextElementSibling.after(row);
      number();
      const goes = rows()[Math.min(place, list.children.length - 1)];
      if (act === "remove") field(goes).focus();
      else (button.disabled ? field(row) : button).focus();
    });

    const adder = document.querySelector(`[data-add="${front}${list.dataset.field}"]`);
    if (adder && rows().some((row) => !isLast(row))) {
      adder.addEventListener("click", (event) => {
        event.preventDefault();
        const fresh = add(null);
        number();
        field(fresh).focus();
      });
    }
  }

  // List marks go when every line has one; numbers and letters only when they count on.
  function unmarked(lines) {
    const bullet = /^[-*•·‣◦–—▪☐]\s+/;
    const number = /^([0-9]{1,2})[.)]\s+/;
    const letter = /^([A-Za-z])\)\s+/;
    const of = (mark) => lines.map((line) => line.match(mark)).filter(Boolean);
    const countsOn = (marks) => marks.every((one, place) => !place || marks[place - 1] < one);
    const isMarked = lines.every((line) => [bullet, number, letter].some((mark) => mark.test(line)));
    const numbers = of(number).map((found) => Number(found[1]));
    const letters = of(letter).map((found) => found[1].toLowerCase());
    if (!isMarked || !countsOn(numbers) || !countsOn(letters)) return lines;
    return lines.map((line) => line.replace([bullet, number, letter].find((mark) => mark.test(line)), ""));
  }
})();
