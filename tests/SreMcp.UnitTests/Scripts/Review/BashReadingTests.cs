using SreMcp.Scripts.Review;

namespace SreMcp.UnitTests.Scripts.Review;

/// <summary>Bash is read as bash reads it, so that text which only looks like a command is none.</summary>
public sealed class BashReadingTests
{
    [Theory]
    [InlineData("# rm -rf /")]
    [InlineData("echo 'rm -rf /'")]
    [InlineData("echo \"run: rm -rf / now\"")]
    [InlineData("cat <<'EOF'\nrm -rf /\nEOF")]
    [InlineData("x='kubectl delete ns a'")]
    [InlineData("echo rm -rf /")]
    [InlineData("grep -r 'terraform destroy' .")]
    [InlineData("kubectl get pods # ; kubectl delete ns a")]
    [InlineData("printf '%s\\n' \"$(cat <<E\nkubectl delete ns a\nE\n)\"")]
    [InlineData("kubectl delete pod a --dry-run=server")]
    [InlineData("case $1 in rm) echo ;; esac")]
    public void Text_that_is_no_command_changes_nothing(string text) => Assert.Empty(new BashReview(BashScript.Read(text)).Changes);

    [Theory]
    [InlineData("rm -rf /", "rm -r")]
    [InlineData("rm \\\n  -rf \\\n  /", "rm -r")]
    [InlineData("\"rm\" -r'f' /", "rm -r")]
    [InlineData("/bin/rm -rf /", "rm -r")]
    [InlineData("sudo -u root nice -n 5 rm -rf /", "rm -r")]
    [InlineData("x=$(kubectl delete ns a)", "kubectl delete ns")]
    [InlineData("x=`kubectl delete ns a`", "kubectl delete ns")]
    [InlineData("if true; then (cd / && { kubectl drain n; }); fi", "kubectl drain")]
    [InlineData("for n in a b; do helm uninstall \"$n\"; done", "helm uninstall")]
    [InlineData("echo a; kubectl scale deploy/a --replicas 0 &", "kubectl scale to 0")]
    [InlineData("kube=(kubectl --context x); \"${kube[@]}\" delete pod a", "kubectl delete")]
    [InlineData("bash -c 'rm -rf /srv/x'", "rm -r")]
    [InlineData("eval \"rm -rf /srv/x\"", "rm -r")]
    [InlineData("trap 'rm -rf /srv/x' EXIT", "rm -r")]
    [InlineData("ssh h <<E\nrm -rf /srv/x\nE", "rm -r")]
    [InlineData("cat list | xargs -n1 rm -f", "xargs rm")]
    [InlineData("find / -name a -exec rm {} +", "find -delete")]
    [InlineData("psql -tAc \"TRUNCATE a\"", "psql: TRUNCATE")]
    [InlineData("kubectl exec p -- psql -c 'DROP TABLE a'", "psql: DROP TABLE")]
    [InlineData("aws ec2 terminate-instances --instance-ids i", "aws ec2 terminate-instances")]
    [InlineData("az group delete -n g --yes", "az group delete")]
    [InlineData("git push -f origin main", "git push --force")]
    [InlineData("dd if=x of=/dev/sda", "dd of=")]
    [InlineData("kill -9 -1", "kill -1")]
    [InlineData("> /etc/hosts", "overwriting a file of the system")]
    [InlineData("kubectl delete pod a --dry-run=none", "kubectl delete")]
    public void A_command_is_found_wherever_it_stands(string text, string what) =>
        Assert.Equal(what, Assert.Single(new BashReview(BashScript.Read(text)).Changes).Effect.What);

    [Theory]
    [InlineData("if [[ $DRY_RUN == 1 ]]; then echo; else helm uninstall a; fi", "SamePath")]
    [InlineData("[ \"$DRY_RUN\" = true ] || helm uninstall a", "SamePath")]
    [InlineData("$DRY_RUN helm uninstall a", "SamePath")]
    [InlineData("((dry_run)) || helm uninstall a", "SamePath")]
    [InlineData("case $1 in --dry-run) m=dry-run ;; esac; f() { [[ $m == dry-run ]] && return; \"$@\"; }; f helm uninstall a", "SamePath")]
    [InlineData("f() { helm uninstall a; }; if [[ -z $DRY_RUN ]]; then f; fi", "SamePath")]
    [InlineData("if [[ $1 == --dry-run ]]; then o=--dry-run=server; fi; kubectl delete pod a $o", "SamePath")]
    [InlineData("if $DRY_RUN; then\n exit 0\nfi\nhelm uninstall a", "EarlyExit")]
    [InlineData("f() { helm uninstall a; }; [[ -n $DRY_RUN ]] || f; f", "None")]
    [InlineData("if [[ $FORCE == 1 ]]; then helm uninstall a; fi", "None")]
    [InlineData("retry() { \"$@\" || \"$@\"; }; retry helm uninstall a", "None")]
    [InlineData("if [[ $DRY_RUN == 1 ]]; then echo; fi; helm uninstall a", "None")]
    public void A_guard_is_what_a_dry_run_cannot_pass(string text, string guard) =>
        Assert.Equal(guard, Assert.Single(new BashReview(BashScript.Read(text)).Changes).Guard.ToString());
}
