"""Shipped rules for the command lines of clouds and hosts."""

from forum.core.containment import Hazard
from forum.flags.rules.rule import Effect, Rule
from forum.flags.rules.shipped import texts
from forum.flags.rules.shipped.patterns import command

_AWS_MINOR = r" (?:delete|remove)-(?:tags?|role-policy|group-policy|user-policy|message\S*|alarms|dashboards|item|attributes?|metric\S*)(?:$|\s)"

RULES = (
    Rule(
        key="clouds.delete",
        hazard=Hazard.DATA_LOSS,
        severity=3,
        effect=Effect.WARN,
        explanation=texts.LOSES_CLOUD,
        instead=texts.LIST_CLOUD,
        pattern=command(
            r"aws<options> [\w-]+<options> (?:delete|terminate|purge|destroy|deregister|remove|release|schedule-key-deletion|batch-delete|force-delete|disable-key|cancel)(?:-[\w-]+)?<end>",
            r"aws<options> s3<options> rb<end>",
            r"aws<options> s3<options> (?:rm|sync)<more> --(?:recursive|delete)\b",
            r"az<options>(?: [\w-]+){1,4} (?:delete|purge|delete-batch|remove)<end>",
            r"gcloud<options>(?: [\w-]+){1,5} (?:delete|destroy|remove-iam-policy-binding|disable|undelete)<end>",
            r"(?:gsutil|gcloud storage)<options> (?:rb|buckets delete)<end>",
            r"(?:gsutil|gcloud storage)<options> rm<more> (?:-\w*[rR]\w*|--recursive|-a)(?:$|\s)",
            r"(?:gsutil|gcloud storage)<options> rm<more> gs://\S*\*+",
            r"bq<options> rm\b",
            r"(?:doctl|linode-cli|hcloud|openstack|oci|ibmcloud|scw|civo|exo|vultr-cli|upctl|tccli|aliyun|yc|nova|cinder|glance|swift|s3cmd|s5cmd|mc|b2|rclone|confluent|atlas|mongocli|snowsql|databricks|cf|eb|lightsail)<options>(?: [\w:/.-]+){0,5} (?:delete|destroy|terminate|remove|rm|rb|purge|drop|del|deletefile|-d)(?:-[\w-]+)?(?:$|[\s;|&)\"'`])",
            r"ibmcloud<more> \w[\w-]*-(?:rm|delete|remove)\b",
        ),
        unless=_AWS_MINOR,
    ),
    Rule(
        key="hosts.delete",
        hazard=Hazard.DATA_LOSS,
        severity=3,
        effect=Effect.WARN,
        explanation=texts.LOSES_CLOUD,
        instead=texts.LIST_CLOUD,
        pattern=command(
            r"(?:fly|flyctl) (?:[\w-]+ ){0,2}(?:destroy|delete|remove)(?:$|\s)",
            r"(?:fly|flyctl) (?:secrets|ips|certs) (?:unset|release|remove|delete) \S+",
            r"heroku (?:[\w-]+:)+(?:destroy|delete|remove|rm|kill|stop|reset|unset|revoke|clear|purge)(?:$|\s)",
            r"heroku maintenance:on\b",
            r"netlify (?:[\w-]+:)+(?:delete|unset|clone|remove|unlink)(?:$|\s)",
            r"vercel(?: --\S+)* (?:(?:projects?|domains?|env|dns|certs?|alias|secrets?|teams?|blob|integration) )?(?:rm|remove|delete)(?:$|\s)",
            r"wrangler (?:[\w:-]+ ){0,4}(?:delete|delete-namespace|purge)(?:$|\s)",
            r"firebase<options> \S*:(?:delete|disable|remove)\b|firebase<options> firestore:delete\b",
            r"supabase (?:db reset|projects delete|functions delete|branches delete|secrets unset)\b",
            r"railway (?:down|delete|volume delete)\b|render (?:services )?delete\b|dokku (?:apps:destroy|\w+:destroy|\w+:unlink)\b|surge teardown\b|(?:pscale|planetscale) \w+ delete\b|neonctl \w+ delete\b|turso db destroy\b|deployctl \w+ delete\b|cpanel\w* .*delete|pm2 (?:delete|kill)\b",
        ),
    ),
    Rule(
        key="hosts.change",
        hazard=Hazard.DATA_LOSS,
        severity=1,
        effect=Effect.COUNT,
        explanation=texts.STOPS,
        instead=texts.STOP_WELL,
        pattern=command(
            r"heroku (?:[\w-]+:)+(?:restart|disable|leave|rename|rotate|update|detach|transfer|rollback|scale)(?:$|\s)",
            r"(?:fly|flyctl) (?:[\w-]+ )?(?:restart|suspend|scale|stop|pause)\b",
            r"aws<options> ec2 (?:stop|reboot)-instances\b",
            r"az vm (?:deallocate|stop|restart)\b",
            r"gcloud compute instances (?:stop|reset|suspend)\b",
        ),
    ),
)
