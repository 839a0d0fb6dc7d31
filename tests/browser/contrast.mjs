// Contrast of text as WCAG 2.2 computes it, for everything on a page that can be seen.
// https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio

/** To run in the page: each text with its colour, its background and their contrast. */
export function contrasts() {
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = ([r, g, b, a], [x, y, z]) => [r * a + x * (1 - a), g * a + y * (1 - a), b * a + z * (1 - a), 1];
  const luminance = (colour) => {
    const [r, g, b] = colour.slice(0, 3).map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (one, other) => {
    const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  };
  const background = (element) => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) {
      // In a picture, the box of a node is what its text stands on.
      const box = at.matches('svg .n') ? at.querySelector('rect') : null;
      const colour = rgba(box ? getComputedStyle(box).fill : getComputedStyle(at).backgroundColor);
      if (colour[3] > 0 && (box || !(at instanceof SVGElement))) layers.push(colour);
      if (colour[3] === 1) break;
    }
    return layers.reduceRight((below, layer) => over(layer, below), [255, 255, 255, 1]);
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || element.closest('script, style, title, .sr, .skip')) continue;
    const rect = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    if (!rect.width || style.visibility !== 'visible') continue;
    // What steps back for a selection is not to be read.
    if (document.body.matches('.picked') && element.closest('.d:not(.on), .group.back > :not(ol)') && !element.closest('#panel')) continue;
    const ground = background(element);
    const colour = rgba(element.closest('svg') ? style.fill : style.color);
    found.push({ text: node.data.trim().slice(0, 40), of: element.className.baseVal ?? element.className, ratio: ratio(over(colour, ground), ground) });
  }
  const input = document.querySelector('#filter');
  const ground = background(input);
  found.push({ text: 'placeholder', of: '', ratio: ratio(rgba(getComputedStyle(input, '::placeholder').color), ground) });
  return found;
}
