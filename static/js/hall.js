/* The screen of the hall: says when the code could not be refreshed, and keeps the machine from going to sleep. */
(function () {
  "use strict";
  var STALE_AFTER = 45000, refreshed = Date.now();
  function show(stale) {
    var live = document.getElementById("hall-live");
    if (!live) return;
    live.classList.toggle("is-stale", stale);
    live.querySelector("[data-stale]").hidden = !stale;
  }
  // also an answer without content says that the screen is up to date
  document.addEventListener("htmx:afterRequest", function (event) { if (event.detail.successful) { refreshed = Date.now(); show(false); } });
  setInterval(function () { if (Date.now() - refreshed > STALE_AFTER) show(true); }, 5000);
  function stayAwake() {
    if (!("wakeLock" in navigator) || document.visibilityState !== "visible") return;
    navigator.wakeLock.request("screen").catch(function () { /* the machine decides */ });
  }
  document.addEventListener("visibilitychange", stayAwake);
  stayAwake();
})();
