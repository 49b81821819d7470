// Dates of the last four weeks as "3 hours ago"; the exact moment stays in the tooltip.
const STEPS = [
  ["second", 60],
  ["minute", 60],
  ["hour", 24],
  ["day", 28],
];

function relative(moment, now, language) {
  let amount = (moment - now) / 1000;
  for (const [unit, size] of STEPS) {
    if (Math.abs(amount) < size) {
      const words = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
      return words.format(Math.round(amount), unit);
    }
    amount /= size;
  }
  return null;
}

export function watchTimes(part) {
  const language = document.documentElement.lang || "en";
  const exact = new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "short" });
  for (const element of part.querySelectorAll("time[data-relative]")) {
    const moment = new Date(element.dateTime);
    if (Number.isNaN(moment.valueOf())) continue;
    element.title = exact.format(moment);
    const text = relative(moment, Date.now(), language);
    if (text) {
      // Paper keeps the day.
      element.dataset.date = element.textContent;
      element.textContent = text;
    }
    element.removeAttribute("data-relative");
  }
}
