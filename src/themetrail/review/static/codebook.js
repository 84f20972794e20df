// The codebook on the page: looked up by id, in the order of the file, found by what a coder types.

export class Codes {
  constructor({ version, codes }) {
    this.version = version;
    this.all = codes;
    this.byId = new Map(codes.map((code) => [code.id, code]));
    this.active = codes.filter((code) => code.status === "active");
  }

  get(id) {
    return this.byId.get(id);
  }

  // Codes that hold every word typed; those whose id or label begins with it first.
  find(typed) {
    const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
    if (!words.length) return this.active;
    const rank = (code) => {
      const [id, label] = [code.id.toLowerCase(), code.label.toLowerCase()];
      const places = [id, label, `${code.definition} ${code.include}`.toLowerCase()];
      if (!words.every((word) => places.some((place) => place.includes(word)))) return null;
      if (id === words.join(" ")) return 0;
      if (id.startsWith(words[0])) return 1;
      if (words.every((word) => ` ${label}`.includes(` ${word}`))) return 2;
      return words.every((word) => label.includes(word)) ? 3 : 4;
    };
    const found = this.active.map((code, order) => ({ code, order, rank: rank(code) })).filter((one) => one.rank !== null);
    return found.sort((one, other) => one.rank - other.rank || one.order - other.order).map((one) => one.code);
  }
}
