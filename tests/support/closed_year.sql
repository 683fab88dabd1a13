-- The books of tests/support/closed_year.py; {person} is a name that must come out nowhere.
create schema core; create schema marts; create schema meta;
create table core.dim_municipalities as select 'GM0171' as gemeentecode, 'Noordoostpolder' as naam, date '2013-01-01' as rapportage_vanaf;
create table core.municipality_periods as from (values
  ('GM0171', '2014K1', 'kwartaal', date '2014-01-01', date '2014-03-31'), ('GM0171', '2014K4', 'kwartaal', date '2014-10-01', date '2014-12-31'))
  as t(gemeentecode, periode, soort, van, tot);
create table core.policy_values as from (values
  ('GM0171', 'reservering_aandeel', '0.25', date '2009-01-01', date '2014-12-31')) as t(gemeentecode, sleutel, waarde, geldig_van, geldig_tot);
create table core.fct_budget as select gemeentecode, begrotingsjaar, boekjaar, deel, soort_regel, budgetpost, versie, vastgesteld_op,
  cast(bedrag as decimal(18, 2)) as bedrag from (values
  ('GM0171', 2013, 2013, 'participatiebudget', 'toegekend', null, 0, date '2012-11-01', 900.00),
  ('GM0171', 2013, 2013, 'participatiebudget', 'uitgaven', null, 0, date '2012-11-01', 850.00),
  ('GM0171', 2014, 2014, 'participatiebudget', 'toegekend', null, 0, date '2013-11-01', 1000.00),
  ('GM0171', 2014, 2014, 'participatiebudget', 'meegenomen', null, 0, date '2013-11-01', 100.00),
  ('GM0171', 2014, 2014, 'participatiebudget', 'uitgaven', null, 0, date '2013-11-01', 900.00),
  ('GM0171', 2014, 2014, 'participatiebudget', 'saldo', null, 0, date '2013-11-01', 210.00),
  ('GM0171', 2014, 2014, 'participatiebudget', 'post', '0610', 0, date '2013-11-01', 500.00),
  ('GM0171', 2014, 2014, 'participatiebudget', 'post', '0610', 1, date '2014-06-24', 600.00),
  ('GM0171', 2014, 2014, 'participatiebudget', 'post', '610', 0, date '2013-11-01', 300.00),
  ('GM0171', 2014, 2014, 'buig', 'toegekend', null, 0, date '2013-11-01', 2000.00),
  ('GM0171', 2014, 2014, 'buig', 'post', 'I-uitkering', 0, date '2013-11-01', 2000.00))
  as t(gemeentecode, begrotingsjaar, boekjaar, deel, soort_regel, budgetpost, versie, vastgesteld_op, bedrag);
create table core.fct_costs as select gemeentecode, 'betaling' as soort, betalingnummer, datum, budgetpost, 'factuur' as betalingsoort,
  factuurnummer, verplichtingnummer, activiteitnummer, 'A1' as aanbieder_code, cast(bedrag as decimal(18, 2)) as bedrag from (values
  ('GM0171', 'B1', date '2014-01-15', '0610', 'F1', 'V1', 'AC1', 100.00),
  ('GM0171', 'B2', date '2014-02-10', '610', 'F2', null, 'AC2', 50.00),
  ('GM0171', 'B3', date '2014-03-05', '0610', '=1+1', null, null, 20.00))
  as t(gemeentecode, betalingnummer, datum, budgetpost, factuurnummer, verplichtingnummer, activiteitnummer, bedrag);
create table core.fct_ledger as select gemeentecode, bestandsmaand, boekstuk, regel, date '2014-12-31' as boekdatum, 2014 as boekjaar, periode,
  '4430' as grootboekrekening, '6.4' as taakveld, budgetpost, factuurnummer, 'Declaratie {person}' as omschrijving,
  cast(bedrag as decimal(18, 2)) as bedrag from (values
  ('GM0171', '2014-01', 'S1', 1, 1, '0610', 'F1', 100.00), ('GM0171', '2014-03', 'S2', 1, 3, '610', 'F2', 50.00),
  ('GM0171', '2014-12', 'S3', 1, 13, 'WD*', null, 30.00), ('GM0171', '2014-01', 'S4', 1, 1, 'I-uitkering', null, 900.00))
  as t(gemeentecode, bestandsmaand, boekstuk, regel, periode, budgetpost, factuurnummer, bedrag);
create table core.fct_commitments as select gemeentecode, verplichtingnummer, activiteitnummer, datum, cast(bedrag as decimal(18, 2)) as bedrag,
  status, budgetpost from (values ('GM0171', 'V1', 'AC1', date '2014-02-01', 200.00, 'vervallen', '0610'),
  ('GM0171', 'V2', 'AC2', date '2014-11-01', 80.00, 'open', '610'))
  as t(gemeentecode, verplichtingnummer, activiteitnummer, datum, bedrag, status, budgetpost);
create table core.fct_commitment_changes as select gemeentecode, verplichtingnummer, datum, cast(mutatie as decimal(18, 2)) as mutatie,
  budgetpost from (values ('GM0171', 'V1', date '2014-02-01', 200.00, '0610'), ('GM0171', 'V1', date '2014-10-01', -200.00, '0610'),
  ('GM0171', 'V2', date '2014-11-01', 80.00, '610')) as t(gemeentecode, verplichtingnummer, datum, mutatie, budgetpost);
create table core.fct_benefits as from (values ('GM0171', 'U1', 'WWB'), ('GM0171', 'U2', 'IOAW'), ('GM0171', 'U3', 'ANW'))
  as t(gemeentecode, uitkeringnummer, regeling);
create table core.fct_income_payments as select gemeentecode, uitkeringnummer, maand, is_bijstand, cast(bedrag as decimal(18, 2)) as bedrag
  from (values ('GM0171', 'U1', '2014-01', true, 850.00), ('GM0171', 'U2', '2014-01', true, 40.00), ('GM0171', 'U3', '2014-01', false, 999.00),
  ('GM0171', 'U1', '2013-12', true, 850.00)) as t(gemeentecode, uitkeringnummer, maand, is_bijstand, bedrag);
create table marts.participatiebudget_verloop (gemeentecode varchar, jaar bigint, deel varchar, toegekend decimal(18,2),
  meegenomen decimal(18,2), ontvangsten decimal(18,2), uitgaven decimal(18,2), saldo decimal(18,2), saldo_aandeel double,
  opgegeven_saldo decimal(18,2), verschil_saldo decimal(18,2), som_posten decimal(18,2), opgegeven_totaal_posten decimal(18,2),
  verschil_posten decimal(18,2), opgegeven_totaal_toegekend decimal(18,2), verschil_toegekend decimal(18,2), verschil_meegenomen decimal(18,2));
insert into marts.participatiebudget_verloop values
  ('GM0171', 2013, 'participatiebudget', 900, 0, 0, 850, 50, 0.0555, null, null, null, null, null, null, null, null),
  ('GM0171', 2014, 'participatiebudget', 1000, 100, 0, 900, 200, 0.1818, 210, 10, 900, null, null, null, null, 50),
  ('GM0171', 2014, 'buig', 2000, 0, 0, 2000, 0, 0, null, null, 2000, null, null, null, null, null);
create table marts.reservering (gemeentecode varchar, jaar bigint, toegekend decimal(18,2), saldo decimal(18,2), ruimte decimal(18,2),
  meeneembaar decimal(18,2), onrechtmatig decimal(18,2), terug_te_betalen decimal(18,2), ten_laste_volgend_jaar decimal(18,2),
  eigen_middelen decimal(18,2));
insert into marts.reservering values ('GM0171', 2014, 1000, 200, 250, 200, 50, 50, 0, 0);
create table marts.uitputting (gemeentecode varchar, periode varchar, deel varchar, budgetpost varchar, begroot decimal(18,2),
  gerealiseerd_grootboek decimal(18,2), gerealiseerd_gws decimal(18,2), openstaande_verplichtingen decimal(18,2), beschikbaar decimal(18,2),
  uitputting_aandeel double);
insert into marts.uitputting values
  ('GM0171', '2014K1', 'participatiebudget', '0610', 500, 100, 120, 200, 200, 0.6),
  ('GM0171', '2014K1', 'participatiebudget', '610', 300, 50, 50, 0, 250, 0.1667),
  ('GM0171', '2014K1', 'buig', 'I-uitkering', 2000, 900, 0, 0, 1100, 0.45),
  ('GM0171', '2014K4', 'participatiebudget', '0610', 600, 100, 120, 0, 500, 0.1667),
  ('GM0171', '2014K4', 'participatiebudget', '610', 300, 50, 50, 80, 170, 0.4333),
  ('GM0171', '2014K4', 'buig', 'I-uitkering', 2000, 900, 0, 0, 1100, 0.45),
  ('GM0171', '2014K4', null, 'WD*', 0, 30, 0, 0, -30, null);
create table marts.aansluiting as select gemeentecode, 2014 as jaar, periode, budgetpost, status, factuurnummer, betalingnummer, boekstuk,
  case when boekstuk is not null then 1 end as regel, cast(gws as decimal(18, 2)) as bedrag_gws,
  cast(grootboek as decimal(18, 2)) as bedrag_grootboek, cast(gws - grootboek as decimal(18, 2)) as verschil, maand as bestandsmaand,
  null::varchar as bijna_factuurnummer from (values
  ('GM0171', 1, '0610', 'aangesloten', 'F1', 'B1', 'S1', 100.00, 100.00, '2014-01'), ('GM0171', 2, '610', 'periodeverschil', 'F2', 'B2', 'S2', 50.00, 50.00, '2014-03'),
  ('GM0171', 3, '0610', 'alleen_gws', '=1+1', 'B3', null, 20.00, 0.00, null), ('GM0171', 13, 'WD*', 'alleen_grootboek', null, null, 'S3', 0.00, 30.00, '2014-12'),
  ('GM0171', 1, 'I-uitkering', 'alleen_grootboek', null, null, 'S4', 0.00, 900.00, '2014-01'))
  as t(gemeentecode, periode, budgetpost, status, factuurnummer, betalingnummer, boekstuk, gws, grootboek, maand);
create table marts.aansluiting_totaal (gemeentecode varchar, jaar bigint, budgetpost varchar, totaal_gws decimal(18,2),
  totaal_grootboek decimal(18,2), verschil decimal(18,2), aangesloten decimal(18,2), periodeverschil decimal(18,2), postverschil decimal(18,2),
  dubbel decimal(18,2), bedragverschil decimal(18,2), alleen_gws decimal(18,2), alleen_grootboek decimal(18,2));
insert into marts.aansluiting_totaal values ('GM0171', 2014, '0610', 120, 100, 20, 0, 0, 0, 0, 0, 20, 0),
  ('GM0171', 2014, '610', 50, 50, 0, 0, 0, 0, 0, 0, 0, 0), ('GM0171', 2014, 'I-uitkering', 0, 900, -900, 0, 0, 0, 0, 0, 0, -900),
  ('GM0171', 2014, 'WD*', 0, 30, -30, 0, 0, 0, 0, 0, 0, -30);
create table marts.normafwijkingen as select 'GM0171' as gemeentecode, 'standaard' as profiel, norm, sleutel, repeat('ab', 32) as client_key,
  'A1' as aanbieder_code, datum, cast(1 as decimal(18, 2)) as gevonden, cast(1 as decimal(18, 2)) as toegestaan, 'aantal' as eenheid,
  cast(bedrag as decimal(18, 2)) as bedrag, '-' as clausule from (values ('N22', 'B2', date '2014-02-10', 50.00),
  ('N23', 'B3', date '2014-03-05', 20.00), ('N20', 'O1', date '2014-04-01', null)) as t(norm, sleutel, datum, bedrag);
create table marts.revisies (gemeentecode varchar, publicatie varchar, versie bigint, periode varchar, indicator varchar, uitsplitsing varchar,
  waarde_toen double, waarde_nu double, verschil double, records_toegevoegd bigint, records_gewijzigd bigint, records_vervallen bigint);
