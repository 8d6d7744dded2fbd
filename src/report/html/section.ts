import type { Html } from './html.ts';

/** A part of a page. */
export interface ReportSection {
  /** Of the element, for links to it; letters, digits and hyphens. */
  readonly id: string;
  /** The heading, and the entry in the table of contents. */
  readonly title: string;
  /** Sections of half the width stand in pairs where the page is wide. */
  readonly width: 'full' | 'half';
  readonly body: Html;
}

/** Makes a section of what a page is about. */
export interface SectionMaker<Report> {
  /** What is missing where there are no data for it: "the learning rate". */
  readonly subject: string;
  /** Undefined without data. */
  readonly make: (report: Report) => ReportSection | undefined;
}
