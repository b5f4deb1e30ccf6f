// The pages of the navigation, in its order.
export const pages = [
  { path: '/', name: 'Oversikt' },
  { path: '/belegg', name: 'Belegg' },
  { path: '/liggetid', name: 'Liggetid' },
  { path: '/innleggelsesveier', name: 'Innleggelsesveier' },
  { path: '/kommune', name: 'Kommune' },
  { path: '/effekt', name: 'Effekt' },
  { path: '/import', name: 'Import' },
  { path: '/metode', name: 'Metode' },
];
