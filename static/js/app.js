/* What pages do beyond plain HTML. Everything works without this file; texts come from data- attributes of the page.
   No eval, no inline handlers: one listener per deed, on the document, so that swapped parts need no set-up. */
(function () {
  "use strict";
  var root = document.documentElement, body = document.body;
  root.classList.add("js");

  function fill(text, values) {
    return text.replace(/\{(\w+)\}/g, function (whole, key) { return key in values ? values[key] : whole; });
  }
  function digits(text) {
    if (root.dataset.digits !== "thai") return String(text);
    return String(text).replace(/[0-9]/g, function (d) { return String.fromCharCode(0x0e50 + Number(d)); });
  }
  function arabic(text) {
    return text.replace(/[\u0e50-\u0e59]/g, function (d) { return String(d.charCodeAt(0) - 0x0e50); });
  }
  function element(tag, className, text) {
    var made = document.createElement(tag);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  }
  function on(name, handler, capture) { document.addEventListener(name, handler, !!capture); }

  /* ---------------------------------------------------------------- toasts */
  function furnish(toast) {
    if (toast.querySelector(".toast-close")) return;
    var close = element("button", "toast-close", "\u00d7");
    close.type = "button";
    close.setAttribute("aria-label", body.dataset.textClose);
    close.addEventListener("click", function () { toast.remove(); });
    var words = toast.textContent.trim();
    Array.from(toast.parentNode.children).forEach(function (other) {
      if (other !== toast && other.dataset.words === words) other.remove();
    });
    toast.dataset.words = words;
    toast.append(close);
    /* only good news without a way back goes by itself, and not while it is pointed at or read */
    if (toast.classList.contains("toast-success") && !toast.querySelector("form")) {
      var leave = function () {
        if (toast.matches(":hover, :focus-within")) setTimeout(leave, 2000); else toast.remove();
      };
      setTimeout(leave, 8000);
    }
  }
  function say(text) {
    var region = document.getElementById("toasts");
    if (!region || !text) return;
    var toast = element("div", "toast toast-danger"), inner = element("div", "toast-body");
    inner.append(element("p", "", text));
    toast.append(inner);
    region.append(toast);
    furnish(toast);
  }
  var region = document.getElementById("toasts");
  if (region) new MutationObserver(function () { region.querySelectorAll(".toast").forEach(furnish); }).observe(region, { childList: true });

  /* ---------------------------------------------------------------- answers of the server to htmx */
  /* what the page asks by itself, such as the bell's number, fails without a word */
  function isQuiet(event) { return event.detail.elt && event.detail.elt.hasAttribute("data-quiet"); }
  on("htmx:beforeSwap", function (event) {
    var xhr = event.detail.xhr;
    if (isQuiet({ detail: event.detail.requestConfig || {} }) && xhr.status >= 400) { event.detail.shouldSwap = false; return; }
    if (xhr.status < 400 || xhr.status === 409 || xhr.status === 422) return;
    if (xhr.getResponseHeader("HX-Retarget")) event.detail.shouldSwap = true; else say(body.dataset.textFailed);
  });
  ["htmx:sendError", "htmx:timeout"].forEach(function (name) { on(name, function (event) { if (!isQuiet(event)) say(body.dataset.textNetwork); }); });

  /* ---------------------------------------------------------------- focus is never lost after a swap */
  function focusProblem(within) {
    var problem = within.matches("[data-focus]") ? within : within.querySelector("[data-focus], .has-error [aria-invalid]");
    if (problem) problem.focus();
    return !!problem;
  }
  on("htmx:afterSettle", function (event) {
    var changed = event.target, status = event.detail.xhr ? event.detail.xhr.status : 200;
    if (changed.id === "toasts" || !document.contains(changed)) return;
    /* parts that came along for other places do not draw the focus away from where one was */
    var wanted = event.detail.target;
    if (wanted && wanted.id !== changed.id && !wanted.contains(changed)) return;
    if ((status === 422 || status === 409) && focusProblem(changed)) return;
    var trigger = event.detail.requestConfig && event.detail.requestConfig.triggeringEvent;
    if (document.activeElement !== body || !trigger || trigger.type === "load") return;
    if (!changed.hasAttribute("tabindex")) changed.tabIndex = -1;
    changed.focus({ preventScroll: true });
  });
  var first = document.querySelector("main [data-focus]");
  if (first) first.focus();
  on("click", function (event) {
    var link = event.target.closest(".error-summary a[href^='#']");
    if (!link) return;
    var target = document.getElementById(link.hash.slice(1));
    if (!target) return;
    event.preventDefault();
    if (target.matches("fieldset")) target = target.querySelector("input") || target;
    target.scrollIntoView({ block: "center" });
    target.focus({ preventScroll: true });
  });

  /* ---------------------------------------------------------------- one press sends once */
  function buttons(form) { return form.querySelectorAll("button[type=submit], button:not([type])"); }
  function sending(form, is) {
    if (is) form.dataset.sending = ""; else delete form.dataset.sending;
    buttons(form).forEach(function (b) { if (is) b.setAttribute("aria-disabled", "true"); else b.removeAttribute("aria-disabled"); });
  }
  on("submit", function (event) {
    var form = event.target;
    if ((form.getAttribute("method") || "").toLowerCase() !== "post") return;
    if ("sending" in form.dataset || !filesFit(form)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    form.dataset.sending = "";
    /* after the others have seen the event: one of them may have refused it, or htmx may have taken it */
    setTimeout(function () {
      var taken = form.hasAttribute("hx-post") || form.hasAttribute("data-hx-post");
      if (event.defaultPrevented && !taken) { sending(form, false); return; }
      if ("sending" in form.dataset) sending(form, true);
      delete form.dataset.changed;
    }, 0);
  }, true);
  on("htmx:afterRequest", function (event) {
    var form = event.target.closest && event.target.closest("form");
    if (form) sending(form, false);
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sending]").forEach(function (form) { sending(form, false); });
  });

  /* ---------------------------------------------------------------- text not yet saved: <form data-guard> */
  on("input", function (event) {
    var form = event.target.closest("form[data-guard]");
    if (form) form.dataset.changed = "";
  });
  on("htmx:afterRequest", function (event) {
    var form = event.target.closest && event.target.closest("form[data-guard]");
    if (form && !event.detail.successful) form.dataset.changed = "";
  });
  /* what came back refused is not saved either */
  function stillUnsaved(within) {
    if (within.querySelector(".error-summary")) within.querySelectorAll("form[data-guard]").forEach(function (form) { form.dataset.changed = ""; });
  }
  on("htmx:afterSettle", function (event) { stillUnsaved(event.target); });
  stillUnsaved(document);
  window.addEventListener("beforeunload", function (event) {
    if (document.querySelector("form[data-guard][data-changed]")) event.preventDefault();
  });

  /* ---------------------------------------------------------------- files: list, size, refusal before sending, progress */
  function size(bytes) {
    var units = ["KB", "MB", "GB"], value = bytes / 1024, unit = 0;
    while (value >= 1024 && unit < 2) { value /= 1024; unit += 1; }
    return digits(String(Math.round(value * 10) / 10)) + " " + units[unit];
  }
  function fault(slot, file) {
    if (file.size > Number(slot.dataset.maxBytes)) return slot.dataset.textLarge;
    return file.size === 0 ? slot.dataset.textEmpty : "";
  }
  function listFiles(slot) {
    var list = slot.querySelector("[data-upload-list]"), problem = slot.querySelector("[data-upload-problem]");
    var files = Array.from(slot.querySelector("input[type=file]").files);
    list.textContent = "";
    problem.textContent = "";
    list.hidden = files.length === 0;
    files.forEach(function (file) {
      var text = fault(slot, file), line = element("li", text ? "is-refused" : "");
      line.append(element("span", "", file.name), element("span", "upload-size", size(file.size)));
      list.append(line);
      if (text) problem.append(element("p", "", fill(text, { name: file.name, size: size(file.size) })));
    });
    return !problem.hasChildNodes();
  }
  function filesFit(form) {
    return Array.from(form.querySelectorAll("[data-upload]")).every(function (slot) {
      if (listFiles(slot)) return true;
      slot.querySelector("input[type=file]").focus();
      return false;
    });
  }
  on("change", function (event) {
    var slot = event.target.closest("[data-upload]");
    if (slot && event.target.type === "file") listFiles(slot);
  });
  function slotOf(event) {
    var form = event.target.closest && event.target.closest("form");
    var slot = form && form.querySelector("[data-upload]");
    return slot && slot.querySelector("input[type=file]").files.length ? slot : null;
  }
  function showProgress(slot, pct, text) {
    var bar = slot.querySelector("[data-upload-progress]"), line = bar.querySelector("p");
    bar.hidden = false;
    if (pct === null) bar.querySelector("progress").removeAttribute("value"); else bar.querySelector("progress").value = pct;
    if (line.textContent !== text) line.textContent = text;
  }
  on("htmx:xhr:progress", function (event) {
    var slot = slotOf(event);
    if (!slot || slot.dataset.sent || !event.detail.lengthComputable) return;
    var pct = Math.floor(event.detail.loaded / event.detail.total * 100);
    if (pct >= 100) { slot.dataset.sent = "1"; showProgress(slot, null, slot.dataset.textStoring); return; }
    /* the words change every tenth only: a screen reader reads each of them */
    slot.querySelector("[data-upload-progress] progress").value = pct;
    showProgress(slot, pct, fill(slot.dataset.textSending, { pct: digits(pct - pct % 10) }));
  });
  on("htmx:beforeRequest", function (event) { var slot = slotOf(event); if (slot) delete slot.dataset.sent; });
  /* a form that was refused for its words keeps its files: they are no longer on the way */
  on("htmx:beforeOnLoad", function (event) {
    var slot = (event.detail.xhr.status === 409 || event.detail.xhr.status === 422) && slotOf(event);
    if (slot) slot.querySelector("[data-upload-progress]").hidden = true;
  });
  ["htmx:sendError", "htmx:xhr:abort", "htmx:responseError"].forEach(function (name) {
    on(name, function (event) { var slot = slotOf(event); if (slot) showProgress(slot, 0, slot.dataset.textStopped); });
  });

  /* ---------------------------------------------------------------- Thai dates: say what was understood while one types */
  var months = (body.dataset.months || "").split("|").map(function (pair) { return pair.split(" "); });
  var english = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];
  function bare(name) { return name.replace(/[.\s]/g, "").toLowerCase(); }
  function monthNamed(name) {
    var wanted = bare(name);
    return months.findIndex(function (names, i) {
      return names.some(function (n) { return bare(n) === wanted; }) || english[i] === wanted || english[i].slice(0, 3) === wanted;
    }) + 1;
  }
  /* the server decides (portal.thai); this repeats its common forms, so the words after "=" are the same */
  function readDate(typed) {
    var text = arabic(typed).trim().replace(/\u200b/g, "").replace(/\s+/g, " "), day, month, year;
    var found = text.match(/^(\d{4})-(\d{1,2})-(\d{1,2})$/);
    if (found) { year = found[1]; month = Number(found[2]); day = Number(found[3]); }
    else if ((found = text.match(/^(\d{1,2}) ?[\/.\- ] ?(\d{1,2}) ?[\/.\- ] ?(\d{4}|\d{2})$/))) { day = Number(found[1]); month = Number(found[2]); year = found[3]; }
    else if ((found = text.match(/^(\d{1,2}) ?([\u0e01-\u0e3a\u0e40-\u0e4ea-z. ]+?) ?(?:พ\.? ?ศ\.? ?)?(\d{4}|\d{2})$/i))) { day = Number(found[1]); month = monthNamed(found[2]); year = found[3]; }
    else return null;
    var be = year.length === 2 ? 2500 + Number(year) : Number(year) >= 2400 ? Number(year) : Number(year) + 543;
    var made = new Date(Date.UTC(be - 543, month - 1, day));
    if (month < 1 || month > 12 || made.getUTCMonth() !== month - 1 || made.getUTCDate() !== day) return null;
    return { day: day, month: month, be: be };
  }
  function echo(input, final) {
    var out = document.getElementById(input.id + "-echo");
    if (!out) return;
    var date = input.value.trim() ? readDate(input.value) : null, unknown = final && input.value.trim() && !date, text = "";
    if (date) {
      text = root.lang === "en"
        ? date.day + " " + english[date.month - 1].replace(/^./, function (c) { return c.toUpperCase(); }) + " " + (date.be - 543)
        : digits(date.day + " " + months[date.month - 1][0] + " " + date.be);
      text = "= " + text;
    } else if (unknown) text = body.dataset.textNoDate;
    if (out.textContent !== text) out.textContent = text;
    out.classList.toggle("is-unknown", !!unknown);
  }
  /* numbers typed in either script, said again with commas in the page's own digits */
  function echoNumber(input) {
    var out = document.getElementById(input.id + "-echo"), text = arabic(input.value).replace(/[,\s]/g, "");
    if (!out) return;
    var parts = text.match(/^(\d+)(\.\d+)?$/);
    out.textContent = parts ? "= " + digits(parts[1].replace(/^0+(?=\d)/, "").replace(/\B(?=(\d{3})+$)/g, ",") + (parts[2] || "")) : "";
  }
  on("input", function (event) {
    if (event.target.matches("[data-thai-date]")) echo(event.target, false);
    if (event.target.matches("[data-number]")) echoNumber(event.target);
  });
  on("change", function (event) { if (event.target.matches("[data-thai-date]")) echo(event.target, true); });

  /* ---------------------------------------------------------------- tick all: <input data-select-all="name"> in a form or table */
  function ticks(master) {
    var scope = master.closest("form") || master.closest("table") || document;
    return Array.from(scope.querySelectorAll("input[type=checkbox][name='" + master.dataset.selectAll + "']:not(:disabled)"));
  }
  function count(master) {
    var all = ticks(master), ticked = all.filter(function (box) { return box.checked; }).length;
    master.checked = all.length > 0 && ticked === all.length;
    master.indeterminate = ticked > 0 && ticked < all.length;
    var line = (master.closest("form") || document).querySelector("[data-selected-count]");
    if (line) line.textContent = ticked ? fill(line.dataset.selectedCount, { count: digits(ticked) }) : "";
  }
  on("change", function (event) {
    var master = event.target;
    if (master.matches("[data-select-all]")) {
      ticks(master).forEach(function (box) { box.checked = master.checked; });
      count(master);
    } else if (master.type === "checkbox" && master.name) {
      document.querySelectorAll("[data-select-all]").forEach(function (m) { if (m.dataset.selectAll === master.name) count(m); });
    }
  });
  window.addEventListener("pageshow", function () { document.querySelectorAll("[data-select-all]").forEach(count); });

  /* ---------------------------------------------------------------- menu on the phone; paper */
  on("keydown", function (event) {
    var menu = event.key === "Escape" && document.querySelector("details.menu[open]");
    if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
  });
  on("click", function (event) {
    document.querySelectorAll("details.menu[open]").forEach(function (menu) { if (!menu.contains(event.target)) menu.open = false; });
  });
  window.addEventListener("beforeprint", function () { document.querySelectorAll("main details:not([open])").forEach(function (d) { d.open = true; d.dataset.opened = ""; }); });
  window.addEventListener("afterprint", function () { document.querySelectorAll("main details[data-opened]").forEach(function (d) { d.open = false; delete d.dataset.opened; }); });
})();
