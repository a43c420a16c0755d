/* A quiz on a line that comes and goes. A tap is kept on the phone, then sent, and sent again until the server confirms it.
   Sequences rise with the attempt's clock: the latest answer wins whichever tab or device it came from. Texts: #quiz. */
(function () {
  "use strict";
  var root = document.getElementById("quiz"), t = root.dataset, key = "quiz." + t.attempt, box = window.localStorage, spare;
  if ("done" in t) { try { box.removeItem(key); } catch (e) { /* nothing is kept */ } return; }
  var born = Date.now() - performance.now(), note = one("#quiz-alert"), form = one("#submission"), sheets = [];
  var busy = {}, delayed = {}, timer, typing, pressed, pause = 2000, over = false;

  function one(selector) { return document.querySelector(selector); }
  function all(selector) { return Array.from(document.querySelectorAll(selector)); }
  function fill(words, values) {
    return words.replace(/\{(\w+)\}/g, function (_, name) {
      return String(values[name]).replace(/\d/g, function (d) { return document.documentElement.dataset.digits === "thai" ? "๐๑๒๓๔๕๖๗๘๙"[d] : d; });
    });
  }
  /* unsent answers: place -> [sequence, values] */
  function unsent() { try { return JSON.parse(box.getItem(key) || "{}"); } catch (e) { return spare || {}; } }
  function keep(place, entry) {
    var kept = unsent();
    if (entry) kept[place] = entry; else delete kept[place];
    spare = kept;
    try { box.setItem(key, JSON.stringify(kept)); } catch (e) { box = null; }
    tell();
  }
  /* the list before submitting names what the server does not have yet */
  function tell() {
    var kept = unsent(), list = one("#quiz-unsaved ul");
    if (!list) return;
    list.replaceChildren.apply(list, Object.keys(kept).sort(function (a, b) { return a - b; }).map(function (place) {
      var item = document.createElement("li"), a = document.createElement("a");
      a.href = t.here + "#p" + (Math.floor(place / t.perPage) + 1);
      a.textContent = fill(list.dataset.item, { number: +place + 1 });
      item.append(a);
      return item;
    }));
    list.parentNode.hidden = !list.firstChild;
    all("[data-blank]").forEach(function (item) { item.hidden = item.dataset.blank in kept; });
  }
  function line(place) { return one("[data-save='" + place + "']"); }
  function controls(place) { return all("[name='response-" + place + "']"); }
  function picks(c) { return c.type === "radio" || c.type === "checkbox"; }
  function values(place) {
    return controls(place).filter(function (c) { return !picks(c) || c.checked; }).map(function (c) { return c.value; });
  }
  function say(words, href, label) {
    note.textContent = words;
    if (!href) return;
    var a = document.createElement("a");
    a.href = href;
    a.textContent = label;
    note.append(" ", a);
  }
  function mark(place, state, words) {
    var out = line(place), link = one("[data-mark='" + place + "']"), counter = one("#quiz-count");
    if (!out) return;
    out.className = "save-state is-" + state;
    out.textContent = words;
    link.className = values(place).some(Boolean) ? "is-answered is-" + state : "";
    link.lastChild.textContent = link.className && " " + words;
    counter.textContent = fill(counter.dataset.text, { done: all(".is-answered").length, total: all("[data-mark]").length });
  }

  function answer(place) {
    var old = unsent()[place] || [0], out = line(place);
    var sequence = Math.max(+t.clock + Math.floor((Date.now() - born) / 100), +out.dataset.sequence + 1, old[0] + 1);
    out.dataset.sequence = sequence;
    delayed[place] = false;
    keep(place, [sequence, values(place)]);
    mark(place, "saving", t.saving);
    send(place);
  }
  function send(place) {
    var entry = unsent()[place], stop = new AbortController(), limit;
    if (!entry || busy[place] || over) return;
    busy[place] = true;
    limit = setTimeout(function () { stop.abort(); }, 15000);
    var data = new URLSearchParams([["csrf_token", one("[name=csrf_token]").value], ["sequence", entry[0]]]);
    entry[1].forEach(function (value) { data.append("response", value); });
    fetch(t.answers + "/" + place, { method: "POST", body: data, signal: stop.signal, headers: { Accept: "application/json" } })
      .then(function (r) { return r.json().then(function (body) { hear(place, entry[0], r.status, body); }); })
      .catch(function () { retry(place); })
      .then(function () { clearTimeout(limit); busy[place] = false; if (!timer) send(place); });
  }
  function hear(place, sequence, status, body) {
    var newest = (unsent()[place] || [0])[0] <= sequence;
    if (status === 200 || status === 422) {
      pause = 2000;
      if (!newest) return;
      /* a tap that went straight through is later than what stands there: another tab or device numbers higher */
      if (status === 200 && !body.newest && line(place) && !delayed[place]) { line(place).dataset.sequence = body.sequence; answer(place); return; }
      keep(place);
      mark(place, status === 200 ? "saved" : "refused", status === 200 ? t.saved : body.text);
      if (Object.keys(unsent()).length) { flush(); return; }
      say("");
      /* what was long under way is not the latest, or the list before submitting is out of date: show what stands there */
      if (status === 200 && (!body.newest || form)) location.reload();
    } else if (status === 409) {
      try { box.removeItem(key); } catch (e) { spare = {}; }
      end(body.text, t.result, t.seeResult);
    } else if (status === 401) end(t.signedOut, body.sign_in + "?next=" + encodeURIComponent(t.here), t.signIn);
    else if (status === 400 || status === 403) end(t.old, t.here, t.reload);
    else retry(place);
  }
  function end(words, href, label) {
    over = true;
    say(words, href, label);
    Object.keys(unsent()).forEach(function (place) { mark(place, "unsaved", t.unsaved); });
  }
  function retry(place) {
    delayed[place] = true;
    mark(place, "unsaved", t.unsaved);
    say(fill(pressed ? t.again : t.waiting, { count: Object.keys(unsent()).length }));
    if (timer || over) return;
    timer = setTimeout(flush, pause);
    pause = Math.min(pause * 2, 60000);
  }
  function flush() { clearTimeout(timer); timer = 0; Object.keys(unsent()).forEach(send); }

  /* all pages of questions came with this one: turning them needs no line */
  all("template").forEach(function (each) { each.replaceWith(each.content); });
  sheets = all("[data-sheet]");
  function show() {
    var number = (/^#p(\d+)$/.exec(location.hash) || [])[1], sheet = number && one("#sheet-" + number);
    if (!sheet) return;
    sheets.forEach(function (each) { each.hidden = each !== sheet; });
    all("[data-go]").forEach(function (a) { a.setAttribute("aria-current", a.dataset.go === number ? "step" : "false"); });
    sheet.querySelector("fieldset").focus();
    window.scrollTo(0, 0);
  }
  function place(event) { var set = event.target.closest("[data-question]"); return set && set.dataset.question; }
  document.addEventListener("change", function (event) { if (place(event)) { clearTimeout(typing); answer(place(event)); } });
  document.addEventListener("input", function (event) {
    var at = event.target.type === "text" && place(event);
    clearTimeout(typing);
    if (at) typing = setTimeout(function () { answer(at); }, 1200);
  });
  document.addEventListener("click", function (event) {
    var go = event.target.closest("[data-go]");
    if (go && one("#sheet-" + go.dataset.go)) { event.preventDefault(); location.hash = "p" + go.dataset.go; }
  });
  window.addEventListener("submit", function (event) {
    var sheet = event.target.dataset.sheet, left = Object.keys(unsent()).length;
    var to = +sheet + (event.submitter && event.submitter.value === "back" ? -1 : 1);
    if (sheet && one("#sheet-" + to)) location.hash = "p" + to;
    else if (left && event.target !== pressed) {
      say(fill(form ? t.again : t.waiting, { count: left }));
      flush();
      if (event.target === form) pressed = form;
    }
    else if (sheet && to > t.pages) location.href = t.submission;
    else return;
    event.preventDefault();
    event.stopPropagation();
  }, true);
  window.addEventListener("hashchange", show);
  window.addEventListener("online", function () { pause = 2000; flush(); });

  /* for the eye alone: the server decides when time is up */
  var face = one("#quiz-clock"), last = Infinity;
  function tick() {
    var left = Math.ceil((born - Date.now()) / 1000 + +face.dataset.left), short = left < 60;
    face.textContent = left > 0 ? fill(short ? face.dataset.seconds : face.dataset.minutes, { left: short ? left : Math.ceil(left / 60) }) : face.dataset.over;
    [300, 60].forEach(function (at) { if (left <= at && last > at && left > 0) one("#quiz-clock-said").textContent = face.textContent; });
    if (left <= 0 && last > 0) setTimeout(function () { location.href = t.result; }, 7000);
    last = left;
  }
  if (face) { tick(); setInterval(tick, 1000); }

  /* what the last visit could not send */
  Object.entries(unsent()).forEach(function (each) {
    var out = line(each[0]), left = each[1][1].slice();
    if (out && each[1][0] <= +out.dataset.sequence) { keep(each[0]); return; }
    controls(each[0]).forEach(function (c) { if (picks(c)) c.checked = left.includes(c.value); else c.value = left.shift() || ""; });
    delayed[each[0]] = true;
    mark(each[0], "unsaved", t.unsaved);
  });
  if (!location.hash && sheets.length > 1) history.replaceState(null, "", "#p" + one("[data-sheet]:not([hidden])").dataset.sheet);
  else show();
  tell();
  flush();
})();
