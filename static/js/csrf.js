// The token that proves a change was asked for on our own page: from the form, else from the page's head.
export function csrfToken(element) {
  const field = element?.closest("form")?.elements.namedItem("csrf_token");
  return field?.value ?? document.querySelector('meta[name="csrf-token"]')?.content ?? "";
}
