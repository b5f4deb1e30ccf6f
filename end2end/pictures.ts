import type { Role } from './signed-in';

// The pictures in docs/pictures: the page each is of, and who looks at it. The period is fixed wherever the page has one,
// so that a picture changes when the page does; what shows the present day differs with the day.
export interface Picture {
  // The file's name, without its ending.
  name: string;
  path: string;
  role?: Role;
  // What it shows, in CSS: from the top of it, as wide as it is. The whole page where it isn't said.
  from?: string;
  // Pixels down from there.
  height: number;
}

const year = 'fra=2025-01-01&til=2025-12-31';
const akershus = `helseforetak=akershus&${year}`;

export const pictures: Picture[] = [
  { name: 'oversikt', path: `/?${akershus}`, height: 1120 },
  { name: 'belegg', path: `/belegg?${akershus}`, from: '#fig-belegg-dag', height: 620 },
  { name: 'liggetid', path: `/liggetid?${akershus}`, from: '#fig-liggetid-maaned', height: 620 },
  { name: 'innleggelsesveier', path: `/innleggelsesveier?${akershus}`, from: '#fig-veier-flyt', height: 640 },
  { name: 'kommune', path: `/kommune?kommune=3203&${year}`, from: '#fig-trakt', height: 760 },
  { name: 'kart', path: `/kart?${year}`, from: '#fig-kart', height: 960 },
  { name: 'effekt', path: '/effekt', from: '.tiles', height: 1000 },
  { name: 'ledige-senger', path: '/ledige-senger?helseforetak=akershus', from: 'section:has(#gruppe-0)', height: 720 },
  { name: 'enheten', path: '/enheten/DEMO-073', role: 'registrator', from: 'h1', height: 520 },
  { name: 'legg-inn', path: '/enheten/DEMO-073', role: 'registrator', from: 'section:has(#legg-inn)', height: 560 },
  { name: 'doegn', path: '/doegn/DEMO-079?maaned=2025-11', role: 'registrator', from: 'h1', height: 620 },
  { name: 'kompletthet', path: `/kompletthet?${akershus}`, from: 'section.panel', height: 620 },
  { name: 'import', path: '/import?slag=opphold', role: 'registrator', from: 'h1', height: 860 },
  { name: 'rapport', path: '/rapporter/kvartal?helseforetak=akershus&kvartal=2025-4', from: 'h1', height: 900 },
  { name: 'kontoer', path: '/kontoer', role: 'administrator', from: 'h1', height: 900 },
];
