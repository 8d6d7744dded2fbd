const LEFT_OF_CURRENT = 24;

/** Marks the section that is being read in the table of contents. */
export function startContents(): void {
  const links = new Map([...document.querySelectorAll<HTMLAnchorElement>('nav a')].map((link) => [link.hash.slice(1), link]));
  if (links.size === 0) return;
  const visible = new Set<string>();
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) visible.add(target.id);
        else visible.delete(target.id);
      }
      const current = [...links.keys()].find((id) => visible.has(id));
      for (const [id, link] of links) {
        if (id !== current) link.removeAttribute('aria-current');
        else if (!link.hasAttribute('aria-current')) show(link);
      }
    },
    // A band in the upper part of the window.
    { rootMargin: '-15% 0px -65% 0px' },
  );
  for (const section of document.querySelectorAll('section[id]')) observer.observe(section);
}

/** Where the table of contents is a single line, what is marked is moved into view. */
function show(link: HTMLAnchorElement): void {
  link.setAttribute('aria-current', 'true');
  const nav = link.closest('nav');
  if (nav !== null) nav.scrollLeft = link.offsetLeft - nav.offsetLeft - LEFT_OF_CURRENT;
}
