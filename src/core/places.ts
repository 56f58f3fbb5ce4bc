interface PlaceFacts {
  name: string;
  /** Where it lies, as people say it. */
  province: string;
  /** Weekdays of its fair, 0 is Sunday; empty where it is open every day or nobody told us. */
  fair: readonly number[];
}

/**
 * Markets, fairs and districts where prices are seen and sales delivered, as data; their spellings stand in
 * locales/es/words.yaml under market.places. Fair days from the domain study §3, where it had a source.
 */
export const PLACES = {
  izcuchaca: { name: "Izcuchaca", province: "Anta", fair: [] },
  anta: { name: "Anta", province: "Anta", fair: [] },
  zurite: { name: "Zurite", province: "Anta", fair: [] },
  huarocondo: { name: "Huarocondo", province: "Anta", fair: [] },
  chinchaypujio: { name: "Chinchaypujio", province: "Anta", fair: [] },
  limatambo: { name: "Limatambo", province: "Anta", fair: [] },
  mollepata: { name: "Mollepata", province: "Anta", fair: [] },
  ancahuasi: { name: "Ancahuasi", province: "Anta", fair: [] },
  cachimayo: { name: "Cachimayo", province: "Anta", fair: [] },
  pucyura: { name: "Pucyura", province: "Anta", fair: [] },
  santo_tomas: { name: "Santo Tomás", province: "Chumbivilcas", fair: [] },
  colquemarca: { name: "Colquemarca", province: "Chumbivilcas", fair: [] },
  velille: { name: "Velille", province: "Chumbivilcas", fair: [1] },
  livitaca: { name: "Livitaca", province: "Chumbivilcas", fair: [] },
  chamaca: { name: "Chamaca", province: "Chumbivilcas", fair: [] },
  llusco: { name: "Llusco", province: "Chumbivilcas", fair: [] },
  quinota: { name: "Quiñota", province: "Chumbivilcas", fair: [] },
  capacmarca: { name: "Capacmarca", province: "Chumbivilcas", fair: [] },
  huancaro: { name: "Huancaro", province: "Cusco", fair: [6] },
  san_pedro: { name: "San Pedro", province: "Cusco", fair: [] },
  vinocanchon: { name: "Vinocanchón", province: "Cusco", fair: [] },
  cusco: { name: "Cusco", province: "Cusco", fair: [] },
  combapata: { name: "Combapata", province: "Canchis", fair: [5] },
  sicuani: { name: "Sicuani", province: "Canchis", fair: [] },
  arequipa: { name: "Arequipa (24 de Junio)", province: "Arequipa", fair: [2] },
} as const satisfies Record<string, PlaceFacts>;

export type Place = keyof typeof PLACES;

/** True for the key of a known place. */
export function isPlace(key: string): key is Place {
  return Object.hasOwn(PLACES, key);
}

/** The name of a place as it is shown; the key of one that is no longer in the table. */
export function placeName(key: string): string {
  return isPlace(key) ? PLACES[key].name : key;
}
