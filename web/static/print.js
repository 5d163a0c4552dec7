// @ts-check
// Shows a page's print button where there is a script to press it. The page prints without it, too.
const print = document.getElementById("print");
if (print) {
  print.hidden = false;
  print.addEventListener("click", () => window.print());
}
