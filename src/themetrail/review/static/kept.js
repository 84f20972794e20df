// Choices of the page that stay when the desk is opened again. Each time it has another port, and only cookies know none.

const YEAR_S = 31536000;

export function kept(name, value) {
  if (value !== undefined) document.cookie = `themetrail_${name}=${value}; max-age=${YEAR_S}; samesite=strict; path=/`;
  return document.cookie.split("; ").find((one) => one.startsWith(`themetrail_${name}=`))?.split("=")[1];
}
