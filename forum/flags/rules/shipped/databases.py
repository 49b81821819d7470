"""Shipped rules for databases."""

from forum.core.containment import Hazard
from forum.flags.rules.rule import Effect, Rule
from forum.flags.rules.shipped import texts
from forum.flags.rules.shipped.patterns import command

_NAME = r"[`\"\[]?[\w$#.{}<>-]+[`\"\]]?(?:\.[`\"\[]?[\w$#]+[`\"\]]?)*"
_DONE = r" ?(?:;|$|\"|'|\)|--|`)"
_IF = r"(?: IF EXISTS)?"

RULES = (
    Rule(
        key="databases.drop",
        hazard=Hazard.DATA_LOSS,
        severity=3,
        effect=Effect.WARN,
        ignores_case=True,
        explanation=texts.LOSES_DATA,
        instead=texts.DUMP_FIRST,
        pattern=rf"\bDROP (?:DATABASE|TABLE|SCHEMA|USER|ROLE|KEYSPACE|TABLESPACE|MATERIALIZED VIEW|OWNED BY|MEASUREMENT|SERIES|BUCKET|COLLECTION|LOGIN|PLUGGABLE DATABASE|TEMPORARY TABLE){_IF} {_NAME}|\bALTER TABLE{_IF}(?: ONLY)? {_NAME} DROP (?:COLUMN )?(?:IF EXISTS )?[`\"\w]+"
        rf"|\bTRUNCATE(?: TABLE| ONLY)? {_NAME}(?:, ?{_NAME})*(?: RESTART IDENTITY| CONTINUE IDENTITY)?(?: CASCADE)?{_DONE}|\bRESET MASTER\b|\bPURGE BINARY LOGS\b",
        unless=r"\bDROP (?:CONSTRAINT|DEFAULT|NOT NULL|INDEX)\b|DROP TEMPORARY|truncate -|truncate --|TRUNCATE(?:D)?\(",
    ),
    Rule(
        key="databases.every-row",
        hazard=Hazard.DATA_LOSS,
        severity=3,
        effect=Effect.WARN,
        ignores_case=True,
        explanation=texts.LOSES_DATA,
        instead=texts.DUMP_FIRST,
        pattern=rf"\bDELETE FROM {_NAME}(?: (?:AS )?\w{{1,2}})?(?: WHERE (?:1 ?= ?1|true|1|id > 0|'1' ?= ?'1'))?{_DONE}|\bUPDATE(?: LOW_PRIORITY| ONLY)? {_NAME}(?: (?:AS )?\w{{1,3}})? SET [\w`\".\[\]]+ ?= ?[^;]+",
        unless=r"\bWHERE (?:[^1t(' ]|\(|1[^ =]|t[^r]|'[^1]|id [^>])|\bLIMIT \d|\b(?:INNER |LEFT )?JOIN\b.*\bON\b",
    ),
    Rule(
        key="databases.index",
        hazard=Hazard.DATA_LOSS,
        severity=1,
        effect=Effect.COUNT,
        ignores_case=True,
        explanation=texts.LOSES_DATA,
        instead=texts.DUMP_FIRST,
        pattern=rf"\bDROP (?:INDEX|VIEW|TRIGGER|FUNCTION|PROCEDURE|SEQUENCE|EXTENSION|TYPE|POLICY)(?: CONCURRENTLY)?{_IF} {_NAME}",
    ),
    Rule(
        key="databases.empty",
        hazard=Hazard.DATA_LOSS,
        severity=3,
        effect=Effect.WARN,
        explanation=texts.LOSES_DATA,
        instead=texts.DUMP_FIRST,
        pattern=command(
            r"<any>\bdb\.dropDatabase\(|\.dropDatabase\(\)|\bdb\.(?:getCollection\([^)]*\)|\w[\w.-]*)\.(?:drop|dropIndexes)\(",
            r"<any>\.(?:deleteMany|remove|delete_many)\( ?(?:\{ ?\} ?)?[,)]",
            r"<any>\bdropAllUsersFromDatabase|\bdrop_all\(\)|\bdrop_database\(",
            r"(?:redis-cli|valkey-cli|keydb-cli)<more> (?i:FLUSHALL|FLUSHDB|SHUTDOWN|DEBUG SEGFAULT)<end>",
            r"<any>^ ?(?i:FLUSHALL|FLUSHDB)(?: (?i:ASYNC|SYNC))? ?;?$",
            r"<any>^ ?SHUTDOWN(?: (?:SAVE|NOSAVE|NOW|FORCE|ABORT))? ?;?$",
            r"<any>\.flush(?:all|db)\(",
            r"redis-cli\b.*\| ?xargs(?: -\S+)* redis-cli<more> (?i:DEL|UNLINK)\b",
            r"curl<more> (?:-X|--request)[ =]?'?\"?DELETE'?\"?<more> \S*(?::9200|elastic|_all|/\*)\S*",
            r"<any>^DELETE /(?:_all|\*|[\w*.-]+\*?)(?:/_query)?$",
            r"(?:dropdb|dropuser)<options> \S+",
            r"mysqladmin<more> drop\b",
            r"pg_dropcluster\b|pg_resetwal\b|pg_resetxlog\b|initdb<more> --\S*clean",
            r"(?:rake|rails|bin/rails|bin/rake|bundle exec (?:rake|rails)) db:(?:drop|reset|purge|schema:load|setup|truncate_all)\b",
            r"(?:python3?(?: -\S+)* )?\.?/?manage\.py (?:flush|reset_db|sqlflush|migrate \w+ zero)\b",
            r"(?:php )?artisan (?:migrate:(?:fresh|reset|refresh)|db:wipe)\b",
            r"(?:npx |yarn |pnpm )?prisma (?:migrate reset|db push<more> --(?:force-reset|accept-data-loss))\b",
            r"(?:npx )?sequelize(?:-cli)? db:(?:drop|migrate:undo:all)\b",
            r"(?:npx )?(?:typeorm|knex|mikro-orm) (?:schema:drop|migrate:rollback<more> --all)\b",
            r"(?:bin/console |php bin/console )doctrine:(?:database|schema):drop\b|mix ecto\.(?:drop|reset)\b|alembic downgrade base\b|flyway<more> clean\b|liquibase<more> (?:drop-?all|dropAll)\b|influx (?:bucket|delete)\b.*delete|nodetool (?:decommission|removenode|clearsnapshot)\b|kafka-topics\S*<more> --delete\b|kafka-delete-records\S*|rabbitmqctl (?:reset|force_reset|delete_vhost|purge_queue|delete_queue)\b|mongorestore<more> --drop\b|cockroach node decommission\b|etcdctl del \S+|couchbase-cli bucket-(?:delete|flush)\b",
        ),
    ),
)
