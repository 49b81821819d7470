"""Shipped rules for containers, clusters and what describes whole sites."""

from forum.core.containment import Hazard
from forum.flags.rules.rule import Effect, Rule
from forum.flags.rules.shipped import texts
from forum.flags.rules.shipped.patterns import command

_DOCKER = r"(?:docker|podman|nerdctl)<options>"
_COMPOSE = r"(?:docker[ -]compose|podman[ -]compose|nerdctl compose)<options>"
_KUBE = r"(?:kubectl|k|oc|k3s kubectl|microk8s kubectl|microk8s\.kubectl)<options>"
_TERRAFORM = r"(?:terraform|tofu|terragrunt|tf)<options>"

RULES = (
    Rule(
        key="containers.volumes",
        hazard=Hazard.DATA_LOSS,
        severity=3,
        effect=Effect.WARN,
        explanation=texts.LOSES_CONTAINERS,
        instead=texts.LIST_CONTAINERS,
        pattern=command(
            rf"{_DOCKER} volume (?:rm|remove|prune)<end>",
            rf"{_COMPOSE} (?:down|rm)<more> (?:-\w*v\w*|--volumes)(?:$|\s)",
            rf"{_DOCKER} system prune<more> --volumes\b",
            r"podman system reset\b",
            rf"{_DOCKER} rm<more> (?:-\w*v\w*|--volumes)(?:$|\s)",
        ),
    ),
    Rule(
        key="containers.prune",
        hazard=Hazard.DATA_LOSS,
        severity=2,
        effect=Effect.REPORT,
        explanation=texts.LOSES_CONTAINERS,
        instead=texts.LIST_CONTAINERS,
        pattern=command(
            rf"{_DOCKER} system prune\b",
            rf"{_DOCKER} (?:image|builder|buildx) prune<more> (?:-\w*a\w*|--all)(?:$|\s)",
            rf"{_DOCKER} container prune\b",
            rf"{_DOCKER} (?:rmi|image rm)<more> (?:-\w*f\w*|--force)(?:$|\s)",
            rf"{_DOCKER} (?:container )?(?:rm|rmi|kill|stop)<more> (?:\$\(|`) ?{_DOCKER} ",
            rf"{_DOCKER} (?:container )?(?:rm|rmi)<more> (?:-\w*f\w*|--force)(?:$|\s)",
            rf"{_COMPOSE} down<more> --rmi\b",
            rf"{_DOCKER} swarm leave<more> (?:-f|--force)",
            rf"{_DOCKER} (?:stack|service|config|secret) rm\b",
            r"lxc delete<more> (?:-f|--force)|(?:multipass|vagrant|limactl|colima|minikube) (?:delete|destroy)\b|virsh (?:undefine|destroy|vol-delete)\b|(?:qm|pct) destroy\b|VBoxManage unregistervm\b.*--delete",
        ),
    ),
    Rule(
        key="containers.network",
        hazard=Hazard.DATA_LOSS,
        severity=1,
        effect=Effect.COUNT,
        explanation=texts.LOSES_CONTAINERS,
        instead=texts.LIST_CONTAINERS,
        pattern=command(rf"{_DOCKER} network (?:rm|remove|prune|disconnect)<end>"),
    ),
    Rule(
        key="clusters.delete-all",
        hazard=Hazard.DATA_LOSS,
        severity=3,
        effect=Effect.WARN,
        explanation=texts.LOSES_CLUSTER,
        instead=texts.LIST_CLUSTER,
        pattern=command(
            rf"{_KUBE} delete<more> (?:ns|namespaces?|crds?|customresourcedefinitions?|pvc?|persistentvolume(?:claim)?s?|nodes?)(?:$|[\s/])",
            rf"{_KUBE} delete<more> (?:--all|-A|--all-namespaces|all)(?:$|\s)",
            r"kubeadm reset\b",
            r"(?:eksctl|kind|k3d|kops|rke|gardenctl) (?:delete|remove)\b",
            r"\S*k3s-(?:agent-)?uninstall\.sh",
            r"etcdctl del<more> (?:--prefix|\"\")",
            r"velero (?:backup|restore) delete\b",
        ),
        unless=r"--dry-run(?:=client|=server)?\b",
    ),
    Rule(
        key="clusters.change",
        hazard=Hazard.DATA_LOSS,
        severity=2,
        effect=Effect.REPORT,
        explanation=texts.LOSES_CLUSTER,
        instead=texts.LIST_CLUSTER,
        pattern=command(
            rf"{_KUBE} delete(?:$|\s)",
            rf"{_KUBE} drain(?:$|\s)",
            rf"{_KUBE} (?:replace|apply)<more> --force(?:$|\s|=true)",
            rf"{_KUBE} taint \S+",
            r"helm<options> (?:uninstall|delete|del|un)<end>",
            r"helm<options> upgrade<more> --force(?:$|\s)",
            r"helm<options> rollback<end>",
            r"argocd app delete\b|flux (?:uninstall|delete)\b|istioctl (?:uninstall|x uninstall)\b|nomad (?:job stop|system gc|stop)\b|rancher \w+ delete\b",
        ),
        unless=r"--dry-run(?:=client|=server)?\b",
    ),
    Rule(
        key="clusters.interrupt",
        hazard=Hazard.DATA_LOSS,
        severity=1,
        effect=Effect.COUNT,
        explanation=texts.LOSES_CLUSTER,
        instead=texts.LIST_CLUSTER,
        pattern=command(
            rf"{_KUBE} (?:scale|cordon)(?:$|\s)",
            rf"{_KUBE} rollout (?:undo|restart|pause|resume|history|status)\b",
            rf"{_KUBE} (?:set|patch|edit|label|annotate|autoscale) \S+",
        ),
        unless=r"--dry-run(?:=client|=server)?\b",
    ),
    Rule(
        key="infrastructure.destroy",
        hazard=Hazard.DATA_LOSS,
        severity=3,
        effect=Effect.WARN,
        explanation=texts.LOSES_CLOUD,
        instead=texts.LIST_CLOUD,
        pattern=command(
            rf"{_TERRAFORM} (?:run-all )?destroy(?:$|\s)",
            rf"{_TERRAFORM} (?:run-all )?apply<more> -{{1,2}}(?:auto-approve|destroy)\b",
            rf"{_TERRAFORM} state (?:rm|push|mv|replace-provider)(?:$|\s)",
            rf"{_TERRAFORM} workspace delete<more> ?- ?-?(?:force|lock=false)",
            rf"{_TERRAFORM} force-unlock<more> -{{1,2}}force\b",
            rf"{_TERRAFORM} taint \S+",
            r"pulumi<options> (?:destroy|stack rm|state delete)\b|cdk<options> destroy\b|(?:serverless|sls) remove\b|sam delete\b|(?:copilot|amplify) (?:app |svc |env )?delete\b|cdktf destroy\b|vault (?:secrets disable|kv (?:metadata )?(?:delete|destroy)|delete)\b|consul kv delete<more> -recurse|packer build<more> -force",
        ),
        unless=r"-dry-run\b",
    ),
)
