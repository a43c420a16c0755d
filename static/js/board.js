/* Dragging items of the board with the mouse. It sends the same form as the buttons do: item, section, the item it is
   put before, depth. What a colleague changed meanwhile waits until the mouse has let go. */
(function () {
  "use strict";
  var dragged = null, mark = null;

  function board() { return document.getElementById("moves"); }
  function unmark() {
    if (mark) mark.classList.remove("is-drop-before", "is-drop-end");
    mark = null;
  }
  /* what stands under an item moves with it and is no place for it */
  function block(item) {
    var found = [item], next = item.nextElementSibling;
    if (item.dataset.depth !== "1") return found;
    while (next && next.dataset.depth === "2") { found.push(next); next = next.nextElementSibling; }
    return found;
  }
  function place(event) {
    var section = event.target.closest("[data-drop-section]");
    if (!section || !board().contains(section)) return null;
    if (section.dataset.dropSection === "0") return dragged.dataset.depth ? { section: "0", before: null, mark: section } : null;
    var items = Array.from(section.querySelectorAll("[data-item]")), own = block(dragged);
    var before = items.filter(function (item) {
      var box = item.getBoundingClientRect();
      return own.indexOf(item) < 0 && event.clientY < box.top + box.height / 2;
    })[0] || null;
    return { section: section.dataset.dropSection, before: before, mark: before || section };
  }

  document.addEventListener("dragstart", function (event) {
    var item = event.target.closest && event.target.closest("#moves [data-item]");
    if (!item) return;
    dragged = item;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", item.dataset.item);
    block(item).forEach(function (each) { each.classList.add("is-dragged"); });
  });
  document.addEventListener("dragover", function (event) {
    var to = dragged && place(event);
    unmark();
    if (!to) return;
    event.preventDefault();
    mark = to.mark;
    mark.classList.add(to.before ? "is-drop-before" : "is-drop-end");
  });
  document.addEventListener("drop", function (event) {
    var to = dragged && place(event), form = board();
    if (!to) return;
    event.preventDefault();
    /* an item takes the level of the one it is put before; with items under it, it stays an item */
    var depth = to.before && block(dragged).length === 1 ? to.before.dataset.depth : "1";
    form.elements.dragged.value = dragged.dataset.item + ":" + to.section + ":" + (to.before ? to.before.dataset.item : "") + ":" + depth;
    form.requestSubmit();
  });
  document.addEventListener("dragend", function () {
    unmark();
    if (dragged) block(dragged).forEach(function (each) { each.classList.remove("is-dragged"); });
    dragged = null;
  });
  document.addEventListener("htmx:beforeSwap", function (event) {
    if (dragged && event.detail.requestConfig.elt.id === "board-watch") event.detail.shouldSwap = false;
  });
  document.addEventListener("htmx:afterRequest", function () {
    if (board()) board().elements.dragged.value = "";
  });
})();
