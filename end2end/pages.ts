// The pages of the navigation, in its order.
export const pages = [
  { path: '/', name: 'Oversikt' },
  { path: '/ledige-senger', name: 'Ledige senger' },
  { path: '/belegg', name: 'Belegg' },
  { path: '/liggetid', name: 'Liggetid' },
  { path: '/innleggelsesveier', name: 'Innleggelsesveier' },
  { path: '/effekt', name: 'Effekt' },
  { path: '/enheten', name: 'Enheten' },
  { path: '/doegn', name: 'Døgn' },
  { path: '/kompletthet', name: 'Kompletthet' },
  { path: '/aarsrapport', name: 'Årsrapport' },
  { path: '/import', name: 'Import' },
  { path: '/metode', name: 'Metode' },
];
