/** Pictures, bars of probabilities, notes. */
export const PARTS = `
.pixels { image-rendering: pixelated; display: block; background: #000; border-radius: 3px; flex: none; }
.pictures { display: flex; flex-wrap: wrap; gap: 6px; }
.mistakes { display: grid; grid-template-columns: repeat(auto-fill, minmax(250px, 1fr)); gap: .9rem; }
.mistakes li { display: flex; gap: .8rem; min-width: 0; }
.mistakes li > div { flex: 1; min-width: 0; }
.mistakes p { overflow-wrap: anywhere; line-height: 1.3; }
b.wrong { color: var(--wrong); }
.bars { display: grid; gap: 2px; margin-top: .35rem; font-size: .8rem; }
.bars li { display: flex; justify-content: space-between; gap: .5rem; padding: 0 .35rem; border-radius: 3px; line-height: 1.5; background: linear-gradient(90deg, color-mix(in srgb, var(--quiet) 26%, transparent) var(--part), var(--soft) var(--part)); }
.bars li.truth { background: linear-gradient(90deg, color-mix(in srgb, var(--right) 42%, transparent) var(--part), var(--soft) var(--part)); font-weight: 600; }
.bars li.taken { background: linear-gradient(90deg, color-mix(in srgb, var(--wrong) 38%, transparent) var(--part), var(--soft) var(--part)); }
.bars span:first-child { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.example + .example { border-top: 1px solid var(--line); margin-top: 1rem; padding-top: .8rem; }
.example > summary { overflow-wrap: anywhere; }
.input { display: flex; gap: 1rem; margin: .8rem 0; align-items: center; }
.input .bars { width: min(280px, 50vw); margin: 0; font-size: .85rem; }
.layer { margin-top: 1rem; }
.layer h3 { font-weight: 600; margin-bottom: .35rem; overflow-wrap: anywhere; }
.layer ~ p, .example ~ p { margin-top: 1rem; color: var(--quiet); }
details .copyable { margin-top: .7rem; }
.notes { display: grid; gap: .4rem; max-width: 85ch; padding-left: 1.1rem; list-style: disc; overflow-wrap: anywhere; }
`;
