// @ts-check
// Shows a page's print button where there is a script to press it. The page prints without it, too.
{
  const button = document.getElementById("print");
  if (button) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}
