extension WrongInvocationTests {
    /// What is mistyped, and what is said of it.
    static let cases = [
        Case(
            "fly",
            "there is no command fly; the commands are \(HelpTests.commands.joined(separator: ", ")); see `tapedeck help`"
        ),
        Case("replya c.har", "there is no command replya; did you mean replay? see `tapedeck help`"),
        Case("recrod", "there is no command recrod; did you mean record? see `tapedeck help`"),
        Case(
            "--verbose replay c.har",
            "--verbose stands before the command; options go behind it: tapedeck replay --verbose; see `tapedeck help replay`"
        ),
        Case("-v", "there is no option -v; see `tapedeck help`"),
        Case("--versoin", "there is no option --versoin; did you mean --version? see `tapedeck help`"),
        Case("help verifyy", "there is no command verifyy; did you mean verify? see `tapedeck help`"),
        Case(
            "help fly",
            "there is no command fly; the commands are \(HelpTests.commands.joined(separator: ", ")); see `tapedeck help`"
        ),
        Case("inspect", "inspect needs <cassette>: the cassette to show; see `tapedeck help inspect`"),
        Case(
            "inspect c.har d.har", "inspect takes no further argument, and there is d.har; see `tapedeck help inspect`"),
        Case("inspect c.har --jsn", "inspect has no option --jsn; did you mean --json? see `tapedeck help inspect`"),
        Case(
            "inspect c.har --entry",
            "--entry needs a value: show the entry of this _sequence in full; see `tapedeck help inspect`"),
        Case("inspect c.har --entry two", "--entry can't be two; expected a whole number; see `tapedeck help inspect`"),
        Case("inspect c.har --entry 9", "c.har has no entry 9; it has 1"),
        Case(
            "inspect c.har -- true",
            "inspect runs no command, so nothing can stand behind --; record, replay, simulate, spy do; see `tapedeck help inspect`"
        ),
        Case("lint", "lint needs <cassettes> ...: the cassettes to check; see `tapedeck help lint`"),
        Case(
            "lint c.har -- x",
            "lint runs no command, so nothing can stand behind --; record, replay, simulate, spy do; see `tapedeck help lint`"
        ),
        Case("lint --wrte c.har", "lint has no option --wrte; did you mean --write? see `tapedeck help lint`"),
        Case(
            "recover",
            "recover needs <journal>: the journal: the cassette's path with .journal behind it; see `tapedeck help recover`"
        ),
        Case("recover c.har", "c.har can't be read as a journal: it is not a SQLite file", 65),
        Case("recover a b", "recover takes no further argument, and there is b; see `tapedeck help recover`"),
        Case(
            "replay",
            "replay needs <cassettes> ...: the cassettes to serve; their entries follow one another; see `tapedeck help replay`"
        ),
        Case(
            "replay c.har --bind account=1",
            "--bind can't be account=1; expected an account of twelve digits behind account=, such as account=123456789012; see `tapedeck help replay`"
        ),
        Case(
            "replay c.har aws apprunner list",
            "aws is a command, and a command goes behind --: tapedeck replay c.har -- aws …; see `tapedeck help replay`"
        ),
        Case(
            "replay c.har curl -sS x",
            "curl is a command, and a command goes behind --: tapedeck replay c.har -- curl …; see `tapedeck help replay`"
        ),
        Case(
            "replay c.har true",
            "true is a command, and a command goes behind --: tapedeck replay c.har -- true …; see `tapedeck help replay`"
        ),
        Case("replay none.har", "can't read none.har: there is no such file", 66),
        Case(
            "replay c.har --at-end loop",
            "--at-end can't be loop; expected fail or hold or restart-on-create; see `tapedeck help replay`"),
        Case(
            "replay c.har --at-end hodl",
            "--at-end can't be hodl; expected fail or hold or restart-on-create (the nearest is hold); see `tapedeck help replay`"
        ),
        Case(
            "replay c.har --at-end",
            "--at-end needs a value: what a track does when all its entries have been played: fail, hold the last one, or restart-on-create, which starts a connection's entries over when it is created again; see `tapedeck help replay`"
        ),
        Case(
            "replay c.har --atend hold",
            "replay has no option --atend; did you mean --at-end? see `tapedeck help replay`"),
        Case(
            "replay c.har -at-end hold",
            "replay has no option -at-end; did you mean --at-end? see `tapedeck help replay`"),
        Case(
            "replay c.har --strict --no-strict",
            "--strict and --no-strict exclude each other; give one of them; see `tapedeck help replay`"),
        Case("replay c.har --verbose=yes", "--verbose takes no value, and yes was given; see `tapedeck help replay`"),
        Case(
            "replay c.har --listen 127.0.0.1",
            "--listen can't be 127.0.0.1; expected HOST:PORT, such as 127.0.0.1:0; see `tapedeck help replay`"),
        Case(
            "replay c.har --listen 80",
            "--listen can't be 80; expected HOST:PORT, such as 127.0.0.1:80; see `tapedeck help replay`"),
        Case(
            "replay c.har --listen 127.0.0.1:99999",
            "--listen can't be 127.0.0.1:99999; expected HOST:PORT with a port from 0 to 65535, such as 127.0.0.1:8080; see `tapedeck help replay`"
        ),
        Case(
            "replay c.har --listen :80",
            "--listen can't be :80; expected HOST:PORT with a port from 0 to 65535, such as 127.0.0.1:8080; see `tapedeck help replay`"
        ),
        Case("replay c.har --port 80", "replay has no option --port; see `tapedeck help replay`"),
        Case("replay c.har -v", "replay has no option -v; see `tapedeck help replay`"),
        Case("replay c.har --cassette x.har", "replay has no option --cassette; see `tapedeck help replay`"),
        Case("replay c.har --", "nothing stands behind --; the command to run goes there; see `tapedeck help replay`"),
        Case(
            "replay -- true",
            "replay needs <cassettes> ...: the cassettes to serve; their entries follow one another; see `tapedeck help replay`"
        ),
        Case(
            "record",
            "record needs --upstream <upstream>: where requests go: a URL, or stand-in for the embedded one; see `tapedeck help record`"
        ),
        Case(
            "record c.har",
            "record takes no further argument, and there is c.har; a command to run goes behind --, everything else behind the name of an option; see `tapedeck help record`"
        ),
        Case(
            "record --upstream stand-in",
            "record needs --cassette <cassette>: the cassette to write; see `tapedeck help record`"),
        Case(
            "record --cassette x.har",
            "record needs --upstream <upstream>: where requests go: a URL, or stand-in for the embedded one; see `tapedeck help record`"
        ),
        Case(
            "record --upstream stand-in --cassette x.har true",
            "true is a command, and a command goes behind --: tapedeck record --upstream stand-in --cassette x.har -- true …; see `tapedeck help record`"
        ),
        Case(
            "record --upstream stand-in --cassette x.har aws apprunner list-connections",
            "aws is a command, and a command goes behind --: tapedeck record --upstream stand-in --cassette x.har -- aws …; see `tapedeck help record`"
        ),
        Case(
            "record --upstream standin --cassette x.har -- true",
            "the upstream standin is not a URL; expected http://… or https://…, or stand-in"),
        Case(
            "record --upstream http:/x --cassette x.har -- true",
            "the upstream http:/x is not a URL; expected http://… or https://…, or stand-in"),
        Case(
            "record --upstream http:// --cassette x.har -- true",
            "the upstream http:// names no host, or no port from 1 to 65535; expected http://HOST:PORT"),
        Case(
            "record --upstream https://:443 --cassette x.har -- true",
            "the upstream https://:443 names no host, or no port from 1 to 65535; expected http://HOST:PORT"),
        Case(
            "record --upstream http://127.0.0.1:99999 --cassette x.har -- true",
            "the upstream http://127.0.0.1:99999 names no host, or no port from 1 to 65535; expected http://HOST:PORT"),
        Case(
            "record --upstream stand-in --cassette . --overwrite -- true", "can't write .: it is a directory", 73),
        Case(
            "record --upstream stand-in --cassette x.har --resign maybe",
            "--resign can't be maybe; expected off or auto or always; see `tapedeck help record`"),
        Case(
            "record --upstream stand-in --cassette x.har --upstream-timeout soon",
            "--upstream-timeout can't be soon; expected a whole number; see `tapedeck help record`"),
        Case(
            "record --upstream stand-in --cassette x.har --upstream-timeout 0",
            "--upstream-timeout 0 is no time; expected 1 second or more"),
        Case(
            "record --upstream stand-in --cassette x.har --quota many",
            "--quota can't be many; expected a whole number; see `tapedeck help record`"),
        Case(
            "record --upstream stand-in --casette x.har",
            "record has no option --casette; did you mean --cassette? see `tapedeck help record`"),
        Case(
            "record --upstream stand-in --cassette x.har --overwite",
            "record has no option --overwite; did you mean --overwrite? see `tapedeck help record`"),
        Case(
            "record --upstream= --cassette x.har -- true",
            "--upstream needs a value: where requests go: a URL, or stand-in for the embedded one; see `tapedeck help record`"
        ),
        Case(
            "record --upstream stand-in --cassette= -- true",
            "--cassette needs a value: the cassette to write; see `tapedeck help record`"),
        Case(
            "record --upstream stand-in --cassette c.har -- true",
            "c.har exists; give another --cassette, or --overwrite to replace it", 73),
        Case("record --url http://x --cassette x.har", "record has no option --url; see `tapedeck help record`"),
        Case(
            "simulate --handshake sometimes",
            "--handshake can't be sometimes; expected manual, error, after:N-reads (such as after:2-reads) or after:SECONDS (such as after:30); see `tapedeck help simulate`"
        ),
        Case(
            "simulate --handshake after:x",
            "--handshake can't be after:x; expected manual, error, after:N-reads (such as after:2-reads) or after:SECONDS (such as after:30); see `tapedeck help simulate`"
        ),
        Case(
            "simulate --handshake",
            "--handshake needs a value: when a connection's status changes: manual, after:N-reads, after:SECONDS, or error; see `tapedeck help simulate`"
        ),
        Case(
            "simulate --fail X=Nonsense",
            "--fail can't be X=Nonsense; expected an operation before the =: CreateConnection or ListConnections or DeleteConnection or TagResource or UntagResource or ListTagsForResource; see `tapedeck help simulate`"
        ),
        Case(
            "simulate --fail CreateConnection",
            "--fail can't be CreateConnection; expected OPERATION=CODE, such as CreateConnection=InternalServiceErrorException; see `tapedeck help simulate`"
        ),
        Case(
            "simulate --fail CreateConnection=InternalServiceError",
            "--fail can't be CreateConnection=InternalServiceError; expected an error of CreateConnection behind the =: InternalServiceErrorException; see `tapedeck help simulate`"
        ),
        Case(
            "simulate --fail CreateConection=InternalServiceErrorException",
            "--fail can't be CreateConection=InternalServiceErrorException; expected an operation before the =: CreateConnection or DeleteConnection or ListConnections; see `tapedeck help simulate`"
        ),
        Case(
            "simulate --account AKID=12",
            "--account can't be AKID=12; expected KEY=ACCOUNT with twelve digits, such as AKIDEXAMPLE=123456789012; see `tapedeck help simulate`"
        ),
        Case(
            "simulate --quota -1",
            "--quota needs a value: connections that an account may have in a region; one that begins with - is given as --quota=VALUE; see `tapedeck help simulate`"
        ),
        Case("simulate --quota=-1", "--quota and --list-deleted take numbers from 0, --page-size from 1"),
        Case("simulate --page-size 0", "--quota and --list-deleted take numbers from 0, --page-size from 1"),
        Case(
            "simulate --seed x",
            "--seed can't be x; expected a whole number from 0 to 18446744073709551615; see `tapedeck help simulate`"),
        Case("simulate --clock noon", "--clock noon is not a time; expected a form like 2020-11-03T00:32:51Z"),
        Case(
            "simulate --state /nope/x/s.sqlite", "can't keep the state in /nope/x/s.sqlite: No such file or directory",
            73),
        Case(
            "simulate --control 1",
            "--control can't be 1; expected HOST:PORT, such as 127.0.0.1:1; see `tapedeck help simulate`"),
        Case(
            "simulate --max-body big", "--max-body can't be big; expected a whole number; see `tapedeck help simulate`"),
        Case("simulate --max-body 0 -- true", "--max-body 0 is not a size; expected 1 byte or more"),
        Case(
            "simulate --credentials x",
            "--verify-signatures holds something that is not of the form KEY:SECRET or KEY:SECRET:TOKEN (not shown)"),
        Case(
            "simulate aws",
            "aws is a command, and a command goes behind --: tapedeck simulate -- aws …; see `tapedeck help simulate`"),
        Case(
            "simulate python3 x.py",
            "python3 is a command, and a command goes behind --: tapedeck simulate -- python3 …; see `tapedeck help simulate`"
        ),
        Case(
            "simulate c.har",
            "simulate takes no further argument, and there is c.har; a command to run goes behind --, everything else behind the name of an option; see `tapedeck help simulate`"
        ),
        Case(
            "simulate --allow-unsinged",
            "simulate has no option --allow-unsinged; did you mean --allow-unsigned? see `tapedeck help simulate`"),
        Case(
            "simulate --choices x",
            "simulate takes no further argument, and there is x; a command to run goes behind --, everything else behind the name of an option; see `tapedeck help simulate`"
        ),
        Case(
            "record --upstream stand-in --cassette x.har --only a,b -- true",
            "--only a,b names no host; expected one such as apprunner.*.amazonaws.com; see `tapedeck help record`"
        ),
        Case(
            "replay c.har --only * -- true",
            "--only * names no host; expected one such as apprunner.*.amazonaws.com; see `tapedeck help replay`"
        ),
        Case(
            "record --upstream stand-in --cassette x.har --existing append --overwrite -- true",
            "--overwrite and --existing append exclude each other; give one of them; see `tapedeck help record`"
        ),
        Case(
            "record --upstream http://h --cassette x.har --resolve a:99999:1.2.3.4 -- true",
            "--resolve a:99999:1.2.3.4 is not of the form HOST:PORT:ADDRESS, with a port from 1 to 65535 and an IP address"
        ),
        Case(
            "record --upstream http://h --cassette x.har --resolve a:443:b -- true",
            "--resolve a:443:b is not of the form HOST:PORT:ADDRESS, with a port from 1 to 65535 and an IP address"
        ),
        Case(
            "record --upstream http://h --cassette x.har --upstream-proxy ftp://x -- true",
            "--upstream-proxy ftp://x is not a proxy's URL; expected a form like http://HOST:PORT"),
        Case(
            "record --upstream http://h --cassette x.har --upstream-proxy http:// -- true",
            "--upstream-proxy http:// is not a proxy's URL; expected a form like http://HOST:PORT"),
        Case(
            "record --upstream https://h --cassette x.har --upstream-ca c.har -- true",
            "--upstream-ca c.har holds no certificate; expected some in PEM, as BEGIN CERTIFICATE", 65),
        Case(
            "record --upstream http://h --cassette x.har --max-time 9999999999999 -- true",
            "--max-time 9999999999999 is too long a time; expected 2147483 seconds at most"),
        Case(
            "record --upstream https://user:pass@h/ --cassette x.har -- true",
            "the upstream has a user, a query or a fragment in its URL; expected a host, and a path at most"
        ),
        Case(
            "drift c.har --upstream nope",
            "the upstream nope is not a URL; expected http://… or https://…, or stand-in"),
        Case(
            "drift c.har --upstream stand-in --output c.har --allow-writes",
            "c.har exists; give another --output, or remove it first", 73),
        Case("diff c.har", "diff needs <new>: the newer cassette; see `tapedeck help diff`"),
        Case("diff c.har c.har --x", "diff has no option --x; see `tapedeck help diff`"),
        Case(
            "diff c.har c.har c.har",
            "diff takes no further argument, and there is c.har; see `tapedeck help diff`"),
        Case(
            "edit c.har --entry 1",
            "say what is changed of the entry: --fault, --delay, --ignore, --body or --bind; see `tapedeck help edit`"),
        Case(
            "edit c.har --entry 1 --fault 503,ok --fault reset",
            "--fault is given 2 times, and an entry has one; give it all of them as one, such as 503,ok,reset; see `tapedeck help edit`"
        ),
        Case(
            "edit c.har --bind ConnectionName=foo",
            "--bind can't be ConnectionName=foo; expected a member's name such as ConnectionName, a JSON pointer such as /Tags/0/Value, account, region, partition; a value behind = is given to replay --bind; see `tapedeck help edit`"
        ),
        Case(
            "record --upstream stand-in --cassette n.har --bind /Tags~",
            "--bind can't be /Tags~; expected a member's name such as ConnectionName, a JSON pointer such as /Tags/0/Value, account, region, partition; see `tapedeck help record`"
        ),
        Case(
            "replay c.har --latency 999999999",
            "--latency can't be 999999999; expected recorded, none, MS, FROM-TO or NORMAL(MEAN,DEVIATION), in whole milliseconds up to 9999999; see `tapedeck help replay`"
        ),
        Case("report", "report needs to be told what: merge; see `tapedeck help report`"),
        Case("client", "client needs to be told what: check or init; see `tapedeck help client`"),
        Case(
            "report merg", "report has no command merg; did you mean merge? see `tapedeck help report`"),
        Case(
            "client chek curl",
            "client has no command chek; did you mean check? see `tapedeck help client`"),
        Case(
            "client curl",
            "client has no command curl; expected check or init; see `tapedeck help client`"),
        Case(
            "help client chek",
            "client has no command chek; did you mean check? see `tapedeck help client`"),
        Case(
            "verify --all --shard 4/3",
            "--shard can't be 4/3; expected N/COUNT, such as 1/3, with N from 1 to COUNT; see `tapedeck help verify`"
        ),
        Case(
            "simulate --seed=-1",
            "--seed can't be -1; expected a whole number from 0 to 18446744073709551615; see `tapedeck help simulate`"
        ),
        Case("verify", "name a client with --client, or take --all; see `tapedeck help verify`"),
        Case(
            "verify --client",
            "--client needs a value: a profile: a page of YAML, or the name of one in Fixtures/clients; see `tapedeck help verify`"
        ),
        Case(
            "verify curl",
            "verify takes no further argument, and there is curl; did you mean --client curl? see `tapedeck help verify`"
        ),
        Case("verify --all --width x", "--width can't be x; expected a whole number; see `tapedeck help verify`"),
        Case("verify --all --width 0", "--jobs and --deadline take numbers from 1; see `tapedeck help verify`"),
        Case(
            "verify --cleint curl", "verify has no option --cleint; did you mean --client? see `tapedeck help verify`"),
        Case(
            "verify --all -- true",
            "verify runs no command, so nothing can stand behind --; record, replay, simulate, spy do; see `tapedeck help verify`"
        ),
        Case(
            "''",
            "there is no command ''; the commands are \(HelpTests.commands.joined(separator: ", ")); see `tapedeck help`"
        ),
        Case("-- true", "one of record, replay, simulate, spy must stand before --; see `tapedeck help`"),
        Case(
            "generate-completion-script",
            "there is no command generate-completion-script; the commands are \(HelpTests.commands.joined(separator: ", ")); see `tapedeck help`"
        ),
        Case(
            "--generate-completion-script fishh",
            "there are completions for bash, fish and zsh, and none for fishh; see `tapedeck help`"
        ),
        Case(
            "replay c.har --stirct", "replay has no option --stirct; did you mean --strict? see `tapedeck help replay`"),
        Case(
            "replay c.har --no-strct",
            "replay has no option --no-strct; did you mean --no-strict? see `tapedeck help replay`"),
        Case(
            "simulate --handshak manual",
            "simulate has no option --handshak; did you mean --handshake? see `tapedeck help simulate`"),
        Case(
            "record --upstream stand-in --cassette x.har --title",
            "--title needs a value: what happens in the recording, in one sentence; see `tapedeck help record`"),
        Case("lint c.har --jsno", "lint has no option --jsno; did you mean --json? see `tapedeck help lint`"),
        Case("inspect --entry 1", "inspect needs <cassette>: the cassette to show; see `tapedeck help inspect`"),
        Case(
            "recover x.journal --overwrit",
            "recover has no option --overwrit; did you mean --overwrite? see `tapedeck help recover`"),
        Case(
            "record --upstream stand-in --cassette x.har --seed -1",
            "--seed needs a value: where ids come from; equal seeds give equal ids; one that begins with - is given as --seed=VALUE; see `tapedeck help record`"
        ),
        Case(
            "simulate --list-deleted x",
            "--list-deleted can't be x; expected a whole number; see `tapedeck help simulate`"),
        Case("advance --by 1e300", "--by takes seconds from 0.001 to 1000000000; see `tapedeck help advance`"),
        Case("advance --by 0.0001", "--by takes seconds from 0.001 to 1000000000; see `tapedeck help advance`"),
        Case("advance --by nan", "--by takes seconds from 0.001 to 1000000000; see `tapedeck help advance`"),
    ]
}
