// Every view and every quote has an address behind the #, which can be copied, cited and gone back to.

export function here() {
  return Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
}

// The address of a view, such as {code: "HR1", group: "Staff"}; what is empty is left out.
export function to(parameters) {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null && value !== "");
  return `#${given.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&")}`;
}

const SHOWN_BY = { quote: "quote", link: "links", theme: "themes", solution: "solutions", figure: "figures", table: "tables" };
export const FILTERS = ["code", "group", "session", "speaker", "coder", "text"];

// Which view the parameters of an address ask for.
export function viewOf(parameters) {
  const named = Object.keys(SHOWN_BY).find((name) => name in parameters);
  if (parameters.view || named) return parameters.view ?? SHOWN_BY[named];
  return FILTERS.some((name) => name in parameters) ? "quotes" : "overview";
}
