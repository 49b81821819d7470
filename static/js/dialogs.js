// Dialogs that a button opens, and the second look before something that cannot easily be undone.
let agreed = null;

function ask(form, submitter) {
  const dialog = document.getElementById("confirm");
  const detail = dialog.querySelector("[data-detail]");
  dialog.querySelector("h2").textContent = form.dataset.confirm;
  detail.textContent = form.dataset.confirmDetail ?? "";
  detail.hidden = !detail.textContent;
  const yes = dialog.querySelector("[data-agree]");
  yes.textContent = form.dataset.confirmVerb;
  yes.onclick = () => {
    agreed = form;
    dialog.close();
    form.requestSubmit(submitter);
  };
  dialog.showModal();
}

export function watchDialogs(page) {
  page.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener) page.getElementById(opener.dataset.opens)?.showModal();
    if (event.target.closest("[data-closes]") || event.target.matches("dialog[open]")) event.target.closest("dialog").close();
  });
  page.addEventListener(
    "submit",
    (event) => {
      if (!event.target.dataset.confirm || agreed === event.target) {
        agreed = null;
        return;
      }
      event.preventDefault();
      event.stopImmediatePropagation();
      ask(event.target, event.submitter);
    },
    { capture: true },
  );
}
