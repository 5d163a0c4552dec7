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
    // The server said how long it is: a device's own clock may be wrong, its differences are right.
    var opensAt = Date.now() + Number(early.getAttribute("data-left-s")) * 1000;
    // Everybody waits for the same second: spread over ten.
    var reloadAt = opensAt + Math.random() * 10000;
    countDown();

    // Looked at every second, for a timer stands still while a device sleeps.
    function countDown() {
      if (Date.now() >= reloadAt) return location.reload();
      tellLeft(Math.max(0, opensAt - Date.now()) / 1000);
      window.setTimeout(countDown, 1000);
    }
  }

  /** More than a day is told by the date. @param {number} seconds */
  function tellLeft(seconds) {
    var said = document.getElementById("left");
    if (!said || seconds > 86400) return;
    said.hidden = false;
    said.textContent = (said.getAttribute("data-text") || "").replace("{time}", clock(Math.ceil(seconds)));
  }

  /** @param {number} seconds */
  function clock(seconds) {
    var hours = Math.floor(seconds / 3600), minutes = Math.floor(seconds / 60) % 60;
    var shown = hours ? [hours, two(minutes), two(seconds % 60)] : [minutes, two(seconds % 60)];
    return shown.join(":");
  }

  /** @param {number} number */
  function two(number) {
    return (number < 10 ? "0" : "") + number;
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
