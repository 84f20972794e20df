// Places are counted in Unicode code points everywhere but in the browser, which counts UTF-16 units.

const PAIR = /[\uD800-\uDFFF]/;

export const hasPairs = (text) => PAIR.test(text);

export function toUnits(text, points) {
  if (!hasPairs(text)) return points;
  let units = 0;
  for (let n = 0; n < points && units < text.length; n += 1) units += text.codePointAt(units) > 0xffff ? 2 : 1;
  return units;
}

export function toPoints(text, units) {
  if (!hasPairs(text)) return units;
  return Array.from(text.slice(0, units)).length;
}

export const lengthOf = (text) => toPoints(text, text.length);
