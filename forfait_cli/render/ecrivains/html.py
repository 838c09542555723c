"""A document as one HTML file: no script, nothing from elsewhere; for a screen, a phone, the dark, paper."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from html import escape
from typing import assert_never

from forfait_cli.francais import nombre, quantite
from forfait_cli.render import mots
from forfait_cli.render.document import (
    Barre,
    Barres,
    Bloc,
    Cellule,
    Contenu,
    Document,
    Echelle,
    Fait,
    Fiche,
    Lien,
    Liste,
    Manque,
    Marque,
    Paragraphe,
    Parties,
    Rangee,
    SautDePage,
    Signature,
    Style,
    Tableau,
    Titre,
    derouler,
)

# Text and background, by light and by dark: each text colour is at 7 or more on each background under it.
COULEURS = {
    "clair": {
        "fond": "#ffffff", "bande": "#f2f4f7", "texte": "#1b1e23", "discret": "#494f58", "positif": "#0f5a2b",
        "attention": "#7d3500", "filet": "#c9ced6", "barre": "#17528a", "barre2": "#8fb8dd",
    },
    "sombre": {
        "fond": "#15181c", "bande": "#20252b", "texte": "#e9ebee", "discret": "#b1b7c0", "positif": "#7fd69a",
        "attention": "#ffb380", "filet": "#464d57", "barre": "#7ab8ef", "barre2": "#3d6b94",
    },
}  # fmt: skip
_PUCE = '<span class="marque" aria-hidden="true">•&nbsp;</span>'
_SIGNES_CHIFFRE = 32  # an amount with its words has fewer
TEXTES = ("texte", "discret", "positif", "attention")
FONDS = ("fond", "bande")


def rendre(document: Document) -> bytes:
    """The whole file, UTF-8."""
    return "".join(morceaux(document)).encode()


def morceaux(document: Document) -> Iterator[str]:
    """The same, as it is made: a table is never whole in memory."""
    auteur = f'<meta name="author" content="{_texte(document.auteur)}">\n' if document.auteur else ""
    jour = f'<meta name="date" content="{document.jour.isoformat()}">\n' if document.jour else ""
    yield (
        '<!DOCTYPE html>\n<html lang="fr">\n<head>\n<meta charset="utf-8">\n'
        # Even a text that would escape from its place could fetch or run nothing.
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="color-scheme" content="light dark">\n{auteur}{jour}'
        f"<title>{_texte(document.titre)}</title>\n<style>\n{_style(paysage=document.paysage)}</style>\n</head>\n"
        "<body>\n"
    )
    yield from _Page().corps(document)
    yield "</body>\n</html>\n"


class _Page:
    """The blocks of one page: tables are named by the title above them."""

    def __init__(self) -> None:
        self._titre = ""
        self._chapitre = ""  # the title of level 2 above
        self._cadres: dict[str, int] = {}  # names of tables → how many bear it

    def corps(self, document: Document) -> Iterator[str]:
        """All that stands in the body."""
        yield "<main>\n"
        if document.mention:
            yield f'<p class="mention">{_texte(document.mention)}</p>\n'
        for bloc in derouler(document):
            if isinstance(bloc, Tableau):
                yield from self._tableau(bloc)
            else:
                yield self._bloc(bloc)
        yield "</main>\n"
        if document.pied:
            yield f"<footer>\n<p>{_texte(document.pied)}</p>\n</footer>\n"

    def _bloc(self, bloc: Bloc) -> str:  # noqa: PLR0911 - a case for each block
        match bloc:
            case Titre(texte, niveau):
                return self._intertitre(_texte(texte), niveau)
            case Paragraphe(texte, style):
                return f"<p{_classe(style)}>{_texte(texte)}</p>\n"
            case Fiche(faits):
                return _faits(faits)
            case Liste(elements):
                if not any(marque for _, marque in elements):
                    return _liste(_texte(texte) for texte, _ in elements)
                return _liste(
                    (f"{_marque(marque, texte) if marque else _PUCE}{_texte(texte)}" for texte, marque in elements),
                    "marques",
                )
            case Tableau():
                return "".join(self._tableau(bloc))
            case Barres():
                return _barres(bloc)
            case Echelle():
                return _echelle(bloc)
            case Parties(emetteur, destinataire, faits):
                adresses = (("emetteur", emetteur), ("destinataire", destinataire))
                blocs = "".join(f'<p class="{nom}">{_lignes(lignes)}</p>\n' for nom, lignes in adresses if lignes)
                return f'<div class="parties">\n{blocs}</div>\n{_faits(faits)}'
            case Signature(mention, lignes):
                places = _liste((f"{_texte(ligne)}&nbsp;:" for ligne in lignes), "signature")
                return f'<div class="accord">\n<p><strong>{_texte(mention)}</strong></p>\n{places}</div>\n'
            case SautDePage():
                return '<hr class="saut">\n'
            case _:
                assert_never(bloc)

    def _intertitre(self, titre: str, niveau: int) -> str:
        self._titre = titre
        if niveau == 2:  # noqa: PLR2004
            self._chapitre = titre
        return f"<h{niveau}>{titre}</h{niveau}>\n"

    def _tableau(self, tableau: Tableau) -> Iterator[str]:
        legende = (
            f"<caption>{_texte(tableau.legende)}</caption>"
            if tableau.legende
            else f'<caption class="cachee">{self._titre}</caption>'
        )
        titres = "".join(_tete(colonne.titre, droite=colonne.droite) for colonne in tableau.colonnes)
        # A table wider than a phone moves in its own frame, by the keyboard too.
        yield (
            f'<div class="cadre" role="region" tabindex="0" aria-label="{self._nom_du_cadre(tableau)}">\n'
            f"<table>\n{legende}\n<thead>\n<tr>{titres}</tr>\n</thead>\n"
        )
        yield from _rangees(tableau)
        yield "</table>\n</div>\n"

    def _nom_du_cadre(self, tableau: Tableau) -> str:
        """What the ear is told of a frame: no two have the same name."""
        titre = _texte(tableau.legende) if tableau.legende else self._titre
        nom = titre if self._chapitre in ("", titre) else f"{self._chapitre}, {titre}"
        rang = self._cadres[nom] = self._cadres.get(nom, 0) + 1
        return f"Tableau\u00a0: {nom}" + (f" ({rang})" if rang > 1 else "")


# --- Tables ---------------------------------------------------------------------------------------


def _tete(titre: str, *, droite: bool) -> str:
    classe = ' class="droite"' if droite else ""
    return f'<th scope="col"{classe}>{_texte(titre)}</th>' if titre else f"<td{classe}></td>"


def _rangees(tableau: Tableau) -> Iterator[str]:
    """The rows, a body of table for each section."""
    ouvert, nouveau = False, True
    for rangee in tableau.rangees:
        nouveau |= rangee.section
        if not rangee.section:
            dite = _rangee(rangee, tableau)
        elif rangee.cellules and (titre := _cellule(rangee.cellules[0])):
            dite = f'<tr class="section"><th scope="rowgroup" colspan="{len(tableau.colonnes)}">{titre}</th></tr>\n'
        else:
            continue
        if nouveau:
            yield f"{'</tbody>' + chr(10) if ouvert else ''}<tbody>\n"
            ouvert, nouveau = True, False
        yield dite
    if ouvert:
        yield "</tbody>\n"


def _rangee(rangee: Rangee, tableau: Tableau) -> str:
    cellules = (*rangee.cellules, *[Cellule()] * (len(tableau.colonnes) - len(rangee.cellules)))
    textes = []
    for rang, (cellule, colonne) in enumerate(zip(cellules, tableau.colonnes, strict=True)):
        cote = ("droite longue" if _est_longue(cellule) else "droite") if colonne.droite else ""
        dite, classe = _cellule(cellule), _classe(cellule.style, cote)
        tete = rang == 0 and dite
        textes.append(f'<th scope="row"{classe}>{dite}</th>' if tete else f"<td{classe}>{dite}</td>")
    total = ' class="total"' if rangee.total else ""
    return f"<tr{total}>{''.join(textes)}</tr>\n"


def _est_longue(cellule: Cellule) -> bool:
    """Whether it holds a text that is to be wrapped, and not only figures, which stay whole."""
    return any(len(mots.contenu(contenu)) > _SIGNES_CHIFFRE for contenu in cellule.contenus)


def _cellule(cellule: Cellule) -> str:
    lignes = [dite for contenu in cellule.contenus if (dite := _contenu(contenu))]
    if cellule.marque is not None:
        premiere = mots.contenu(cellule.contenus[0]) if cellule.contenus else ""
        lignes = [_marque(cellule.marque, premiere) + (lignes[0] if lignes else ""), *lignes[1:]]
    return "<br>".join(lignes)


# --- Other blocks ---------------------------------------------------------------------------------


def _faits(faits: Sequence[Fait]) -> str:
    if not faits:
        return ""
    lignes = "".join(f"<div><dt>{_texte(nom)}</dt><dd>{_suite(contenus)}</dd></div>\n" for nom, contenus in faits)
    return f"<dl>\n{lignes}</dl>\n"


def _liste(elements: Iterable[str], classe: str = "", balise: str = "ul") -> str:
    lignes = "".join(f"<li>{element}</li>\n" for element in elements)
    return (
        f"<{balise}{f' class={chr(34)}{classe}{chr(34)}' if classe else ''}>\n{lignes}</{balise}>\n" if lignes else ""
    )


def _barres(barres: Barres) -> str:
    """Bars drawn beside their figures; the drawing says nothing that the figures do not."""
    parts, (bas, haut) = barres.noms, barres.bornes
    etendue = haut - bas
    lignes = []
    for barre in barres.barres:
        debut = min(barre.total, Decimal(0)) - bas
        trait = f'<i class="vide" style="width:{_pour_cent(debut, etendue)}"></i>' if debut else ""
        for nom, montant in barre.parts:
            trait += f'<i class="p{parts.index(nom) % 2}" style="width:{_pour_cent(abs(montant), etendue)}"></i>'
        nom = f'<span class="nom">{_marque(barre.marque, barre.nom)}{_texte(barre.nom)}</span>'
        dite = _brut(mots.somme(barre.total, barres.suite, signe=barres.signe)) + _detail(barre)
        lignes.append(f'{nom}<span class="trait" aria-hidden="true">{trait}</span><span class="somme">{dite}</span>')
    cle = ""
    if len(parts) > 1:
        noms = "".join(f'<span><i class="p{rang % 2}"></i> {_texte(nom)}</span>' for rang, nom in enumerate(parts))
        cle = f'<p class="cle" aria-hidden="true">{noms}</p>\n'
    return f"<figure>\n<figcaption>{_texte(barres.titre)}</figcaption>\n{_liste(lignes, 'barres')}{cle}</figure>\n"


def _detail(barre: Barre) -> str:
    if len(barre.parts) < 2:  # noqa: PLR2004
        return ""
    return f" ({', '.join(f'{_texte(nom)} {_brut(mots.somme(montant))}' for nom, montant in barre.parts)})"


def _pour_cent(part: Decimal, tout: Decimal) -> str:
    return f"{(100 * part / tout).quantize(Decimal('0.01'))}%" if tout else "0%"


def _echelle(echelle: Echelle) -> str:
    place = quantite(echelle.place, mots.texte(echelle.unite), mots.texte(echelle.pluriel))
    lignes = "".join(
        f'<li aria-current="true"><strong>dès {nombre(depuis)}</strong> <span>{_texte(nom)}</span> '
        f"<strong>{_marque(Marque.RETENU, '')}{_brut(place)}</strong></li>\n"
        if retenue
        else f"<li><strong>dès {nombre(depuis)}</strong> <span>{_texte(nom)}</span></li>\n"
        for depuis, nom, retenue in echelle.marches
    )
    return (
        f'<figure>\n<figcaption>{_texte(echelle.titre)}</figcaption>\n<ol class="echelle">\n{lignes}</ol>\n</figure>\n'
    )


# --- Texts ----------------------------------------------------------------------------------------


def _texte(texte: str) -> str:
    return _brut(mots.texte(texte))


def _brut(texte: str) -> str:
    return escape(texte)


def _lignes(lignes: Sequence[str]) -> str:
    premiere, *suite = map(_texte, lignes)
    return "<br>".join((f"<strong>{premiere}</strong>", *suite))


def _suite(contenus: Iterable[Contenu]) -> str:
    return "<br>".join(dit for contenu in contenus if (dit := _contenu(contenu)))


def _contenu(contenu: Contenu) -> str:
    dit = _brut(mots.contenu(contenu))
    if isinstance(contenu, Lien):
        return f'<a href="{escape(contenu.adresse)}">{dit}</a>'
    return f'<span class="manque">{dit}</span>' if dit and isinstance(contenu, Manque) else dit


def _marque(marque: Marque | None, suite: str) -> str:
    """A sign for the eye, its word for the ear where the text does not say it."""
    if marque is None:
        return ""
    dite = mots.marque_dite(marque, mots.texte(suite))
    mot = (
        ""
        if dite == mots.texte(suite)
        else f'<span class="cachee">{_brut(dite.removesuffix(mots.texte(suite)))}</span>'
    )
    return f'<span class="marque {marque.name.lower()}" aria-hidden="true">{mots.SIGNES[marque]}&nbsp;</span>{mot}'


def _classe(style: Style, autre: str = "") -> str:
    classes = " ".join(filter(None, ("" if style is Style.NORMAL else style.name.lower(), autre)))
    return f' class="{classes}"' if classes else ""


# --- Style ----------------------------------------------------------------------------------------


def _style(*, paysage: bool) -> str:
    clair, sombre = (
        "".join(f"--{nom}:{valeur};" for nom, valeur in couleurs.items()) for couleurs in COULEURS.values()
    )
    return (
        f":root{{color-scheme:light dark;{clair}}}\n"
        f"@media (prefers-color-scheme:dark){{:root{{{sombre}}}}}\n"
        f"{_REGLES}"
        f"@media print{{:root{{color-scheme:light;font-size:9pt;{clair}}}{_PAPIER}}}\n"
        f"@page{{size:A4 {'landscape' if paysage else 'portrait'};margin:14mm 15mm;{_NUMERO}}}\n"
    )


_REGLES = """\
*{box-sizing:border-box}
body{margin:0 auto;max-width:72rem;padding:1rem clamp(1rem,4vw,3rem) 3rem;background:var(--fond);color:var(--texte);\
font:1rem/1.5 system-ui,"Segoe UI","Source Sans 3","Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums;\
overflow-wrap:anywhere}
h1,h2,h3{line-height:1.25;margin:2rem 0 .6rem;text-wrap:balance}
h1{font-size:1.7rem;margin-top:1rem}
h2{font-size:1.25rem}
h3{font-size:1.05rem}
p,ul,ol,dl,figure{margin:.6rem 0}
ul{padding-left:1.3rem}
ul.marques,ul.barres,ul.signature,ol.echelle{list-style:none;padding-left:0}
ul.marques li{padding-left:1.5rem;text-indent:-1.5rem}
dl div{display:grid;grid-template-columns:minmax(8rem,14rem) 1fr;gap:0 1rem;padding:.15rem 0}
dt,.fort,.total>*,figcaption,caption{font-weight:600}
dd{margin:0}
a{color:var(--barre)}
.discret,footer{color:var(--discret)}
.positif,.marque.inclus,.marque.meilleur{color:var(--positif)}
.attention,.manque{color:var(--attention)}
.manque{font-style:italic}
ul.marques .marque{display:inline-block;min-width:1.5rem;text-indent:0}
.cachee{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.mention{display:inline-block;margin:0 0 1rem;padding:.1rem .7rem;border:2px solid var(--attention);\
border-radius:.3rem;color:var(--attention);font-weight:600;letter-spacing:.04em}
.cadre{position:relative;overflow-x:auto;margin:.6rem 0 1.2rem}
table{border-collapse:collapse;width:100%;overflow-wrap:normal}
caption{text-align:left;padding:.3rem 0}
th,td{padding:.35rem .6rem;text-align:left;vertical-align:top;border-bottom:1px solid var(--filet)}
thead th,thead td{border-bottom:2px solid var(--texte);vertical-align:bottom}
tbody th{font-weight:400}
th.droite,td.droite{text-align:right;white-space:nowrap}
thead th.droite,td.longue{white-space:normal}
.section th{font-weight:600;background:var(--bande)}
.total>*{border-top:2px solid var(--texte)}
.parties{display:flex;flex-wrap:wrap;gap:1rem 3rem;justify-content:space-between;margin-bottom:1.5rem}
.parties p{margin:0;min-width:14rem}
.parties .destinataire{margin-top:2.5rem}
.barres li{display:grid;grid-template-columns:12rem 1fr 17rem;gap:.2rem 1rem;\
align-items:center;padding:.2rem 0}
.somme{text-align:right}
.trait{display:flex;height:1.1rem}
.trait i{display:block;flex:none}
.p0{background:var(--barre);border:1px solid var(--barre)}
.p1{background:repeating-linear-gradient(135deg,var(--barre2) 0 4px,var(--fond) 4px 7px);border:1px solid var(--barre)}
.cle span{margin-right:1.5rem}
.cle i{display:inline-block;width:1.4rem;height:.9rem;vertical-align:middle}
.trait i,.cle i{print-color-adjust:exact;-webkit-print-color-adjust:exact}
.echelle li{padding:.3rem .8rem;border-left:4px solid var(--filet)}
.echelle li>strong:first-child{display:inline-block;min-width:6.5rem}
.echelle li[aria-current]{border-left-color:var(--barre);background:var(--bande)}
.accord{margin-top:2rem;padding:1rem;border:1px solid var(--filet);max-width:48rem}
.signature li{padding-bottom:.9rem;margin-bottom:.5rem;border-bottom:1px dotted var(--discret)}
.signature li:last-child{padding-bottom:4.5rem;border:0;margin:0}
.saut{border:0;border-top:1px solid var(--filet);margin:3rem 0}
footer{margin-top:2rem;border-top:1px solid var(--filet);font-size:.9rem}
@media (min-width:40rem){.signature{display:grid;grid-template-columns:1fr 1fr;gap:0 3rem}\
.signature li:last-child{grid-area:1/2/span 4}}
@media (max-width:40rem){th,td{padding:.3rem .4rem}tbody th[scope=row]{position:sticky;left:0;background:var(--fond)}\
dl div,.barres li{grid-template-columns:1fr}.somme{text-align:left}\
.parties .destinataire{margin-top:0}}
"""
_PAPIER = """
body{max-width:none;padding:0;line-height:1.4}
h1,h2,h3{margin:1.1rem 0 .4rem}
.cadre{overflow:visible}
.accord{margin-top:1rem;break-inside:avoid;break-before:avoid}
footer{margin-top:.6rem;font-size:8pt}
footer p{margin:.2rem 0}
tr,li,dl div,figure{break-inside:avoid}
thead{display:table-header-group;break-after:avoid}
thead tr{break-after:avoid}
tbody:first-of-type tr:first-child{break-before:avoid}
h1,h2,h3,caption,figcaption,.section{break-after:avoid}
th,td{padding:.15rem .35rem}
.saut{break-after:page;visibility:hidden;margin:0;height:0}
.mention{position:fixed;top:0;right:0;margin:0;background:var(--fond)}
main:has(.mention){padding-top:2.2rem;-webkit-box-decoration-break:clone;box-decoration-break:clone}
"""
# At the foot of each sheet, where the browser can.
_NUMERO = '@bottom-right{content:"page " counter(page) " / " counter(pages);font:8pt sans-serif}'
