// @ts-check
// The door page: says when a browser is too old or sits inside another app. Written for old browsers: no syntax after ES5.
(function () {
  "use strict";

  // What each supported browser has (Safari 15.6, Chrome 109, Firefox 115) and the versions before them lack.
  function tooOld() {
    return (
      !("noModule" in document.createElement("script")) ||
      typeof window.RTCPeerConnection === "undefined" ||
      typeof window.structuredClone === "undefined" ||
      typeof window.HTMLDialogElement === "undefined" ||
      !("at" in Array.prototype)
    );
  }

  /** @param {string} agent */
  function insideApp(agent) {
    var named = /FBAN|FBAV|FB_IAB|Instagram|WhatsApp|Line\/|Snapchat|TikTok|musical_ly|LinkedInApp|MicroMessenger|GSA\//;
    var androidView = /; wv\)/; // Android's WebView says so itself
    var appleView = /(iPhone|iPad|iPod)(?!.*Safari\/)/; // apps' own views on iOS leave the word Safari out
    return named.test(agent) || androidView.test(agent) || appleView.test(agent);
  }

  /** @param {string} id */
  function show(id) {
    var found = document.getElementById(id);
    if (found) found.hidden = false;
  }

  function showWayOut() {
    show("inapp");
    var system = /iPhone|iPad|iPod/.test(navigator.userAgent) ? "safari" : "browser";
    var text = document.querySelector('[data-for="' + system + '"]');
    if (text instanceof HTMLElement) text.hidden = false;
    var copy = document.getElementById("copy");
    if (copy) copy.addEventListener("click", copyLink);
  }

  function copyLink() {
    var field = document.createElement("input");
    field.value = location.href;
    document.body.appendChild(field);
    field.select();
    field.setSelectionRange(0, field.value.length);
    document.execCommand("copy"); // navigator.clipboard is often missing in exactly these apps
    document.body.removeChild(field);
    var said = document.getElementById("copied");
    if (said) said.textContent = said.getAttribute("data-text");
  }

  function openInTime() {
    var early = document.getElementById("early");
    if (!early) return;
    var left = Number(early.getAttribute("data-opens-at")) * 1000 - Date.now();
    // Everybody waits for the same second: spread over ten. At most a day, the longest a timer can be trusted with.
    window.setTimeout(function () { location.reload(); }, Math.min(Math.max(left, 5000), 864e5) + Math.random() * 10000);
  }

  function followPair() {
    var pair = document.getElementById("pair");
    var more = document.getElementById("pair-more");
    if (!(pair instanceof HTMLInputElement) || !more) return;
    var tick = pair, second = more;
    function follow() { second.hidden = !tick.checked; }
    tick.addEventListener("change", follow);
    follow();
  }

  if (tooOld()) show("old");
  else if (insideApp(navigator.userAgent)) showWayOut();
  openInTime();
  followPair();
  var faults = document.getElementById("faults");
  if (faults) faults.focus();
})();
