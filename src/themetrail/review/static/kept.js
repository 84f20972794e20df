// Choices of the page that stay when it is opened again.

export const kept = (name, value) => (value === undefined ? localStorage.getItem(name) : localStorage.setItem(name, value));
