import type { Role } from './signed-in';

// The pages of the navigation, in its order, and for whom they open where not for everybody.
export const pages: { path: string; name: string; role?: Role; query?: string }[] = [
  { path: '/', name: 'Oversikt' },
  { path: '/belegg', name: 'Belegg' },
  { path: '/liggetid', name: 'Liggetid' },
  { path: '/innleggelsesveier', name: 'Innleggelsesveier' },
  { path: '/kommune', name: 'Kommune' },
  { path: '/kart', name: 'Kart' },
  { path: '/effekt', name: 'Effekt' },
  { path: '/ledige-senger', name: 'Ledige senger' },
  { path: '/enheten', name: 'Enheten', role: 'registrator' },
  { path: '/doegn', name: 'Døgn', role: 'registrator' },
  { path: '/kompletthet', name: 'Kompletthet' },
  // A unit's: axe takes minutes over every unit's tables at once.
  { path: '/aarsrapport', name: 'Årsrapport', query: '?enhet=DEMO-001' },
  { path: '/rapporter', name: 'Rapporter' },
  { path: '/import', name: 'Import', role: 'administrator' },
  { path: '/hendelser', name: 'Hendelser', role: 'registrator' },
  { path: '/endringer', name: 'Endringer', role: 'registrator' },
  { path: '/kontoer', name: 'Kontoer', role: 'administrator' },
  { path: '/metode', name: 'Metode' },
];
