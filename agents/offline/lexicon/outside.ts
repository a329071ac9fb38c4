// What is not Vigie's ground, however much of a trade's word a sentence holds: « un poème sur la marge ».

import type { LexiconEntry } from './entry.ts';

export const OUTSIDE: readonly LexiconEntry[] = [
  [
    '~weather',
    `meteo, weather, pluie, pleuvoir, pleut, rain, soleil, sunny, temperature, neige, snow, quel temps (fait|fera),
    il fait (beau|chaud|froid), canicule, orage`,
  ],
  [
    '~fun',
    `blague, joke, poeme, poem, haiku, chanson, song, histoire drole, devinette, riddle, roman, conte, story, rap,
    sonnet, limerick, alexandrin, fable, rime, anecdote, parodie, slogan, quatrain, jeu de mots, pun, raconte, sing,
    chante`,
  ],
  [
    '~life',
    `restaurant, (reserve|reserver|book) (moi|me) (une|un|a) (salle|voiture|table|chambre|room|car|table), salle de reunion, meeting room, train, trains, taxi, billet, billets, ticket, tickets, (une|la) table (pour|de|a), pizza, pizzeria, hotel, film, movie, serie tv, football, foot, match, rugby, tennis,
    recette de cuisine, recette (de|du) (gateau|crepes|cuisine|tarte|pates), cuisine, cuisiner, cook, recipe,
    gateau, crepes, voyage, avion, vol pour, flight, horoscope, astrologie, bourse, bitcoin, crypto, stock market,
    loto, medecin, docteur, doctor, sante, regime, diet, sport, musique, music, cadeau, gift, livre a lire,
    book to read, coiffeur, anniversaire, birthday, amour, love, meaning of life, sens de la vie, dieu, god, chien,
    chat, dog, cat, beer, biere, vin, wine, bar, cafe, coffee, museum, musee, cinema, plage, lune, moon, planete,
    planet, mars la planete, signe astrologique, zodiac, star sign, astrology`,
  ],
  [
    '~knowledge',
    `capitale, capital of, president, premier ministre, prime minister, roi, king, revolution, napoleon, wikipedia,
    population, histoire de france, history of, geographie, qui a (invente|ecrit|peint|decouvert),
    who (invented|wrote|painted|discovered), coupe du monde, world cup, election, elections, politique, politics,
    guerre, war, country, ocean, montagne, tour eiffel, eiffel tower, distance entre, quelle heure, what time,
    traduis, traduire, translate, translation, traduction, synonyme, orthographe, definition du mot, racine carree,
    square root, equation, theoreme, calcule 2, pi, molecule, physique, chimie, quantum, inflation, smic, pib, gdp,
    euro dollar, taux de change, exchange rate, concurrents, concurrent principal, actualite, news, actualites`,
  ],
  [
    '~code',
    `code python, script, ecris (un|du|le) (code|programme|script), write (a|some) (code|program|script|function),
    sql, javascript, regex, algorithme, algorithm, programme en, debug, html, fonction qui, hello world,
    mot de passe, password, api key, cle d api, token, prompt systeme, system prompt, tes instructions,
    your instructions, your prompt, ton prompt`,
  ],
  [
    '~legal',
    `fire, fired, sack, virer, vire, conseil juridique, legal advice, avocat, lawyer, tribunal, court, proces,
    prud homme, prudhommes, licencier, licenciement, fire someone, dismiss, dismissal, rupture conventionnelle,
    code du travail, droit du travail, labour law, labor law, loi, law, legal, legalement, legally, juridique,
    juridiquement, clause de non concurrence, non compete, attaquer en justice, sue, plainte, rgpd, gdpr,
    contrat de travail type, impot, impots, taxes, tax, fiscal, fiscalite, fiscaliste, optimisation fiscale,
    declaration de revenus, periode d essai, preavis legal, notice period`,
  ],
  [
    '~not_held',
    `taux de (transfo|transformation|conversion|closing), (win|conversion) rate, sans nouvelles, sans nouvelle, sans contact, sans reponse,
    email, e mail, adresse (mail|email|e mail|postale), adresse de, telephone, siret, siren, contact chez, contacts chez,
    numero de tva, comment (est|sont) (calcule|calcules|calculee|definie|defini), comment se calcule, comment calcule t on,
    comment vous calculez, comment calculez vous, quelle est la (definition|formule), definition (de|du), formule (de|du),
    que veut dire, que signifie, ca veut dire quoi, what does mean, how is calculated, how do you (calculate|compute), meaning of,
    quel commercial, quels commerciaux, par commercial, chaque commercial, which salesperson, by salesperson, per salesperson,
    quel est (notre|le|votre) seuil, quels sont (nos|les) seuils, seuil d alerte, seuil de derive, alert threshold`,
  ],
  [
    '~writing',
    `ecris, ecrire, redige, rediger, write, compose, invente, imagine, dessine, draw, linkedin, post linkedin, tweet,
    article de blog, blog post, lettre de motivation, cover letter, discours, speech, essay, dissertation, slide,
    slides, powerpoint, logo, image, joue, jouer, play, fais semblant, pretend, roleplay`,
  ],
  [
    '~person',
    `pensent, pense, think, ressentent, feel, moral, preferee, prefere, favourite, favorite, age, quel age, how old,
    adresse personnelle, home address, numero de telephone, telephone, phone number, married, enfants, children,
    religion, opinion, vote, numero de securite sociale, social security, iban de, rib de, tu penses, penses tu,
    do you think, ton avis, your opinion, qui es tu, who are you, comment vas tu, how are you, ca va, tu vas bien,
    fatigue, ami, friend, motiver, motivate, conseils pour, tips for, advice on, advice for`,
  ],
];
