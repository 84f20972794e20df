# Which rule makes what from what, followed back from what a whole run is to make; nothing is made here.
import functools
import json


def study_path(path):
    """A path as it is told: from the study's folder, or from the repository's."""
    file = Path(path)
    return (
        file.relative_to(REPOSITORY).as_posix()
        if file.is_absolute()
        else file.as_posix()
    )


def told_output(pattern, path):
    """What may be shown by its own path; what is private by its pattern for all sessions, without constraints."""
    if not path.startswith("results/private/"):
        return path
    of_session = Path(path).stem in STUDY.transcripts
    named = str(Path(path).with_stem("{session}")) if of_session else pattern
    return re.sub(r"\{(\w+),[^}]*\}", r"{\1}", named)


def told_name(one):
    """A rule's name; the rules for the shares of the sessions are told of as one."""
    return re.sub(r"_\d+$", "", one.name)


@functools.cache
def rules_of_the_run():
    """The rules that a whole run uses, as JSON: what each makes, from which files of the study, after which rules.

    Followed back from what the run is to make, with Snakemake's own matching of files to rules. A function that has
    to wait for a checkpoint is followed to that checkpoint, so that the answer is the same before and after it.
    """
    makers = [one for one in workflow.rules if one.output]
    by_wildcards = [one for one in makers if one.wildcard_names]
    by_path = {
        str(path): one
        for one in makers
        for path in one.output
        if not one.wildcard_names
    }
    found, seen = {}, set()

    @functools.cache
    def maker_of(path):
        matching = (one for one in by_wildcards if one.is_producer(path))
        return by_path.get(path) or next(matching, None)

    def follow(path):
        """Name of the rule that makes a file, after its own inputs were followed; "" for a file of the study."""
        maker = maker_of(path)
        if maker is None:
            return ""
        wildcards = maker.get_wildcards(path)
        made = [str(one) for one in maker.expand_output(wildcards)[0]]
        name = told_name(maker)
        told = found.setdefault(name, describe(maker))
        told["outputs"] |= set(map(told_output, map(str, maker.output), made))
        if made[0] not in seen:
            seen.add(made[0])
            for one in maker.expand_input(wildcards)[0]:
                before = follow(str(one))
                told["after" if before else "reads"].add(before or study_path(one))
        return name

    for path in workflow.get_rule("made_from").expand_input({})[0].everything:
        follow(str(path))
    return json.dumps(found, sort_keys=True, ensure_ascii=False, default=sorted)


def describe(one):
    """What is told of a rule, before its files are followed."""
    command = re.search(r"python -m themetrail (\S+)", one.shellcmd or "")
    sections = {setting(name): name for name in type(STUDY.settings).model_fields}
    params = [value for value in one.params if isinstance(value, str)]
    files = {name: set() for name in ("outputs", "after", "reads")}
    return {
        "command": command[1] if command else "",
        "says": one.message or "",
        "settings": sorted(sections[value] for value in params if value in sections),
        **files,
    }
