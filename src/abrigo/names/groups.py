"""Given names and what people are called at home: Yosef is Yossi is José is يوسف, by knowledge and not by letters."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from abrigo.names.letters import fold

# ruff: noqa: E501 - one given name, one line, however many its forms

# One line, one given name in its forms: languages, diminutives, scripts. Written from general knowledge.
# A short form may stand on several lines (Ale, Mendy): it then belongs to each of those names.
_GROUPS = """
yosef joseph jose josef yossi yosi yossel yosele yoshe joe joey jo pepe pepito chepe giuseppe beppe josip jozef joao-jose yusuf youssef yousef yusef youcef iosif osip josep jossef iosef yosifa يوسف يوسي יוסף יוסי יאסל יאסעלע יוסל יוסלה יאשע хосе иосиф йосеф юсуф жозеф джозеф хосеп iosephus jozefs jo beppo
yaakov yakov yaacov jacob jakob jacobo jacques jacqui yankel yankele yankl yanky yanki yakob yaqub yaqoub jaume jaime james jim jimmy jamie diego santiago jack kobi koby yakub iakov giacomo iago tiago jakub יעקב יענקל יאנקל יענקעלע ינקי יענקי יעקובי קובי יעקוב يعقوب яков якоб джеймс яаков iacobus jacobus jekabs jakobs
avraham abraham abram avrum avrumi avrami avrohom avrom avi abe ibrahim ebrahim brahim abrahan bram abrahamo אברהם אבי אברום אברומי אברמל אברהמל אברמי ابراهيم авраам абрам ибрагим авраам
yitzchak yitzhak isaac isac isaak itzik itzhak itsik yitschok itche itshe itzchak izik ishaq ishak eshaq zack icchak izak יצחק איציק איצקל איטשע איצי איציקל اسحاق اسحق исаак ицхак
moshe moses moises mose moishe moishy moshi moishele moishi moyshe moysey moisei mousa musa moussa moysh mayshe משה מוישי מוישלה מוישעלע מושיק משהלה מויש موسي موسى моисей моше муса
david davit dudi dudu dovid dovi dawid daud dawood daoud davide dave davy tevye dudel dodik duvid דוד דודי דודו דויד דאויד דודל דוידל داود داوود ديفيد давид дауд дэвид davids
shlomo solomon salomon shloime shloimy shloimi shleyme suleiman sulayman sulaiman soliman sleiman salman zalman zalmen shelomo שלמה שלוימי שלוימע שלוימלה זלמן זלמי سليمان соломон сулейман шломо залман
shmuel samuel samuil shmulik shmuli shmiel sam sammy shmelke samu שמואל שמוליק שמולי שמיל שמעלקע صموئيل самуил сэмюэл шмуэль
chaim haim hayim jaim hayyim jaime-h heim vital chaym chayim jayim haym vida-h חיים חיימי חיימקה חיימל حاييم хаим
menachem menahem mendel mendl mendy mendi menahem menajem menchem emanuel-m מנחם מענדל מנדל מנדי מענדי مناحيم менахем мендель
mordechai mordejai mordecai mordechay mordekhai motti moti motty motl motel mottel marduk mordche mordko מרדכי מוטי מוטל מאטל מארדכע מוטקה مردخاي мордехай
eliyahu elijah elias elie eli ilyas elia elya elye elio ilia ilya iliya elyahu eliahu אליהו אלי אליה עליע الياس إلياس илья элиас элияху
elazar eliezer lazar lazaro leizer leyzer lazer lezer eleazar eliezer lazarus leyzer אליעזר אלעזר לייזר לייזער ליזר لعازر اليعازر лазарь элиэзер
aharon aaron aron arn haroun harun aaron ahron arele arik ahrele אהרן אהרון ארון ארלה אהרלה هارون аарон аарон арон харун
yehuda judah judas yehudah yuda yudel yidel yudi jehuda juda juda-n yehude יהודה יודל יידל יודי يهوذا يهودا иуда йехуда иегуда
yisrael israel yisroel srul sruli isroel srulik yisruel isser ישראל שרוליק סרולי ישראליק איסר اسرائيل израиль исраэль
levi levy lewy lewi leivi halevi לוי לייבי הלוי ليفي леви
leib leibl leibel leibish leibele aryeh arie ari arye leon leo lev lion leonel leonardo-l ariel-l aryeh asad לייב לייבל לייביש אריה ארי ليون лейб лев арье леон
zeev wolf velvel volf zev wolfe velvl vulf זאב ולוול וועלוול וולף וואלף зеев вольф
dov ber beryl berel berl dovber duber berish bernardo-d דב בער בערל בערעל בעריש דובי дов бер
tzvi zvi hirsch hersh hershel hershl hirsh herschel tsvi cvi zwi heschel צבי הירש הערש הערשל הערשעלע צביקה цви гирш герш
naftali naphtali neftali naftuli naftoli נפתלי נפתולי נאפטאלי نفتالي нафтали
binyamin benjamin benyamin benny beni bunim bynyomin ben benjie bentzi benjy benji binyumin benhamin בנימין בני בינימין بنيامين вениамин биньямин бенджамин
shimon simon simeon simcha-s shimen shimmy simao semyon simone shimi שמעון שימי שמעלה سمعان شمعون симон семен шимон
reuven ruben reuben rubin ruvn ruvin ruvi rubi rubenito ראובן רובי רובן رؤوبين روبين рувим рубен реувен
gavriel gabriel gaby gabi gabor jibril jibreel gabriele gavri gavril גבריאל גבי جبريل جبرائيل гавриил габриэль
michael miguel mijael mike micha michel michele mikhail mihail mikael mickey mick misha michal-m mikel michoel mijail מיכאל מיכה מיקי מישה ميخائيل مايكل михаил майкл мигель миша mihails michal mykhailo mykhaylo mihai
rafael raphael refael rafi rafa raffaele rafaelito raful רפאל רפי رافاييل روفائيل рафаэль рафаил
uri ori uriel feivel feivish feibush שרגא shraga פייבל פייביש אורי אוריאל ури
nachman nahman najman nachmen nachum nahum nahumi נחמן נחום нахман нахум
nosson natan nathan natan nosn nutte nussen nate נתן נוסן נטע ناثان натан
yonah jonah jonas yona younes yunus yunis jonasz יונה يونس иона йонас
yonatan jonathan jonatan yoni johnathan jon ionatan yehonatan יונתן יהונתן יוני يوناثان ионатан джонатан
yochanan john juan johannes hans jean giovanni gianni ivan yuhanna yahya ian sean jan johann juanito juancho jack johnny jhon janos jovan ioannis yann eoin evan hannes joan johan vanya joao יוחנן يوحنا يحيى يحيي جون иван джон иоанн йоханан жан хуан ян ioannes jo janis giovan hansel
pinchas pinhas pinjas pini pinye pinkas phineas pinchos פנחס פיני פינחס פינקעס пинхас
chanoch enoch hanoch idris henoch henekh janoj חנוך הענאך энох
yehoshua joshua josue jesus yeshua shaya shaye heshel-y osher-y josua josh giosue hoshea jesu yeshaye chuy chucho יהושע שיע ישוע הושע يشوع عيسى иисус йехошуа джошуа
yeshayahu isaiah isaias shaya shayele yeshaya yishai-y ישעיהו שייע ישעיה שעיה اشعيا исайя исаия
yirmiyahu jeremiah jeremias yirmi irmiyahu jeremy yermia ירמיהו ירמי ارميا иеремия
yechezkel ezekiel ezequiel chezky chezki cheskel haskel jatzkel heskel yehezkel yejezkel hezki יחזקאל חזקי חאצקל حزقيال иезекииль
yechiel jehiel yejiel hiel yechil mechel mechl יחיאל מעכל
meir meyer mayer meier meyr maier meer מאיר מייער ماير меир майер
baruch baruj baruc boruch barak-b benedict borekh baruchi ברוך בארוך باروخ барух
asher osher anshel anschel usher oser אשר אנשל אושר ашер
ephraim efraim froim efroim efrayim efrain fishel fishl אפרים פרוים פישל افرايم эфраим ефрем
menashe manasseh manases menasche מנשה منشي менаше
gershon gerson gershom guershon גרשון גרשום гершон
hillel hilel hilleli הלל الليل-ה гилель хилель
zecharia zacharias zechariah zakaria zakariya zacarias skhariye זכריה زكريا захария
zusha zusya meshulam zishe zise meshulem משולם זושא זישא
akiva akiba kiva kive akivah עקיבא קיבא акива
alter nahum-a אלטער אלתר
anton antonio antoine anthony tony toni antonino antek toño tonio انطونيو انطوان антонио антон энтони antonius antons antonin tonio
carlos charles karl carl charlie carlo karel karol carlitos chuck charly كارلوس карлос чарльз карл carolus karlis
francisco frank francis francesco francois franz paco pancho kiko quico francesc franco frans ferenc fran panchito фрэнсис франсиско франц франсуа franciscus franciskus
manuel emanuel emmanuel manolo immanuel manu manny manolito imanuel עמנואל מנואל عمانويل мануэль эммануил
miriam maria mary marie mariam maryam miri mirjam mirel myriam mirl mariya mariana-m maryem meryem marysia mirele mireia maira מרים מירי מירל מירעלע מרי مريم ماري ماريا мария мириам марьям
sara sarah sure soro sorele sarita sari surele sarai zara-s surie suri surela sori sadie sally sarrah שרה שרי סורי שורי סורעלע שרהלה سارة ساره сара сарра
rivka rebeca rebecca rivke rivky riva rifka rebekah becky rifke rivki rifqa רבקה ריבי רבקי ריבא ריפקה رفقة رفقه ребекка ривка
rachel raquel ruchel rochel ruchy racheli rahel rachele jaquel raizel-r rahil rachelle rokhl רחל רחלי רוחל רוחי רחלה راحيل рахиль рейчел рахель
leah lea leye laia lia leyele leia לאה לייא ليئة лея лия
chana hannah hanna jana ana ann anna anne hana chani channy chanele janah anita annie anka anya hene henne henia jani nechama-c anke annette חנה חני חנהלה הענע הניה حنة حنه آنا انا анна ханна хана
esther ester estera esti esty etti etty ettie hadassa hadasa ester-h esterka estela istir esteri אסתר אסתי אתי אסטי הדסה استير эстер эсфирь
malka malkah malkie malky malki queenie reina regina queen reine malke reyna מלכה מלכי מאלקא малка регина
chaya haya jaya chaye chayele vida vita eva-c chaike haika jaia חיה חייקה חייה хая
feige feiga feigy feigel zipora tzipora tzippora zippora tsipora feigele fayga feygl tzipi faigy ציפורה צפורה פייגא פייגע פיגא פייגי ציפי фейга ципора
bracha braja berakha brokha broche brocha brajah ברכה ברוכה بركة браха
devorah deborah debora dvora dvoire dvorah debbie debby dvoyre dvosha דבורה דבורי דווירע ديبورا дебора двора
shoshana susana susan suzanne shoshy roza rosa rose raizel reizel raizy roize raizl shoshi susanna suzy sosha rosita roiza zuzana susie sawsan שושנה רוזה רייזל רייזי רויזא שושי سوسن سوزان روزا роза сусанна шошана
golda goldie goldy goldele zahava zehava goldi גולדה זהבה גאלדא גולדי гольда
perl pearl perla perel margalit margarita margaret peninah penina margarit margarethe marguerite peggy rita greta maggie margot margarida פנינה מרגלית פערל פרל маргарита перл
frieda freda fradel frida freidel freydl simcha-f aliza-f פריידא פריידל פרידה פראדל фрида
gitel gittel gitl tova tovah tobe toibe gitty gita guta gute גיטל טובה טויבא גיטי гитель това
yocheved yojeved yocheved jochebed yochi יוכבד יוכי йохевед
batya bathya basya basia bashe batia basha bitya בתיה באשע בתי батья
batsheva bathsheba bas-sheva betsabe batseva shevi בת-שבע בתשבע שבי батшева
bluma blume blima blimi flora bluma פרחיה בלומה בלומא בלימא блюма
hinda hinde hindy hindel הינדא הינדי הינדל
dina dinah dine dinele דינה דינא دينا دينה дина
ruth rut rus ruti ruthie רות רותי راعوث руфь рут
naomi noemi nomi noami nechama nehama nechuma nahama נעמי נחמה نعومي ноэми наоми
tamar tamara thamar tama tomor תמר תמרה تامار тамара тамар
yehudit judith judit yides ides idis judy yehudis yudit yudis יהודית יודית יעדיס יוּדית юдифь джудит
elisheva elisabeth elizabeth isabel elisabet isabella elsa ilse lisa betty liz beth eliza elise sheva lizzie bettina isabelle elizaveta bella-i libby elsie ysabel אלישבע אליזבט اليزابيث елизавета элизабет изабель elizabete elisabetta elisabeta bess ysabeau
yael yaela jael yaeli jaelle יעל ياعيل яэль
shira shirah shiri שירה שירי шира
chava hava eva eve java jave hawwa hawa jawa ava ewa חוה חווה חאוה حواء حوا ева хава
bella bela beila beile beyle sheindel-b בילא ביילא בלה белла бейла
sheindel sheindl yafa jaffa shaindy shayndl yaffa sheina sheyna שיינדל יפה שיינא שיינדי шейндл
fruma frume frimet frumet frumi frima פרומה פרומא פרימט פרומי фрума
mindel mindl mina minna mindy minda מינדל מינה מינדא минда
pesya pessia pesel pesha פעסיל פסיה песя
tzirel tsirl tsivia tzivia civia tzivya צירל צביה ципа
yenta yente yentl yentel יענטא יענטל ента
zelda selda zeldy זעלדא זלדה зельда
toba taube tauba teibe טויבע יונינה
muhammad mohammed mohamed mohammad muhammed mahomet mehmet mehmed muhamad mohamad hamada mamadou mahamadou mouhamed magomed mohd محمد مجمد мухаммед мохаммед магомед мухаммад מוחמד
ahmad ahmed ahmet achmad ahmadou hamoudi احمد أحمد ахмед ахмад אחמד
mahmoud mahmud mehmud mahmood محمود махмуд מחמוד
mustafa mostafa moustapha mustapha moustafa مصطفى مصطفي мустафа
ali aly ally علي али עלי
hasan hassan hassane hacen حسن хасан חסן
hussein husayn hussain hossein hussien hossain husein huseyin houssein hocine حسين حسین хусейн гусейн חוסיין
abdullah abdallah abdulla abdellah abdoulaye abdollah عبدالله عبد-الله абдулла абдалла עבדאללה
abdulrahman abdelrahman abdurrahman abderrahmane abdurahman rahman-a عبدالرحمن абдурахман абдуррахман
khalid khaled halid jalid jaled khaleed خالد халид халед ח'אלד
omar umar omer oumar عمر умар омар עומר
uthman osman othman ousmane usman عثمان осман усман
fatima fatma fatimah fatemeh fatouma fátima fatme فاطمة فاطمه фатима פאטמה
aisha aysha ayesha aicha aysa ayse aishe عائشة عايشه айша עאישה
khadija hatice jadiya khadijah hadija khadiga خديجة خديجه хадиджа
zaynab zainab zeinab zeynep zineb زينب зейнаб зайнаб
noor nur nour noura nura نور нур
amina amine-f aminah emine امينة امينه амина
salim selim saleem slim سليم салим
said saeed saïd sayeed sa'id zaid-s سعيد саид
karim kareem kerim abdulkarim كريم карим
hamza hamzah hamze حمزة حمزه хамза
bilal belal بلال билал
tariq tarek tareq طارق тарик
alexander alejandro alexandre aleksander aleksandr alessandro alex sasha sandro iskandar ale sacha alec oleksandr alexandros aleksandar alexei-a sender alejo lexi סנדר אלכסנדר الكسندر اسكندر александр саша aleksandrs alistair alasdair alastair
alexandra alejandra alessandra sandra aleksandra sasha sandy ale александра
nicolas nicholas nikolai nikolay nick nico niccolo nikola nicola klaus nikos mykola nicolau николай никола nicolaus nikolajs niko nikki nicky
pedro peter pierre piotr petr pietro petros pete petro perico pyotr butros pieter boutros petar بطرس петр питер пьер педро petrus peteris
pablo paul paulo pavel paolo pau pawel pavlo boulos pol بولس бولس павел пол paulus pauls
andres andrew andre andrea-m andreas andrei andrey andrzej andy andriy andras drew اندراوس андрей андре эндрю андреас andrejs anders
felipe philip philippe filip filippo phil phillip pip felipito فيليب филипп фелипе филип philippus filips filipe
esteban stephen steven stefan stephane steve stepan etienne istvan stefano szczepan estevan stevan estefan стефан степан стивен stephanus stefans
jorge george georg georges giorgio yuri jurgen georgi georgios jordi georgy yorgos gheorghe jerzy yuriy جورج георгий джордж юрий жорж georgius georgs jurgis
luis louis ludwig luigi lewis lucho luisito lluis lodewijk luiz lou louie людовик луис луи ludovicus ludovico aloysius luiss
enrique henry heinrich henri enrico kike quique harry hendrik henrik hank henryk quico enric генри генрих анри энрике henricus henrijs hal
ricardo richard riccardo dick rick ricky rich richie riccard ричард рикардо ricardus ricards ryszard dickie
roberto robert rob bob bobby robbie beto robertino rupert bert роберт роберто robertus roberts roberto robers
guillermo william wilhelm guillaume guglielmo bill billy willy will memo willem liam wim guille vilhelm вильгельм уильям гильермо guilielmus gulielmus wilhelmus vilhelms viljams wal bill
eduardo edward eduard edouard ed eddie lalo eduardito ted teddy ned edoardo edwardo эдуард эдвард eduardus edvards edvard eadweard
alfonso alphonse alonso fonso poncho alfons alfonse альфонсо
alberto albert albrecht beto al-a tito-a adalbert bert albertico альберт альберто
fernando ferdinand nando hernando fernan fernandito фердинанд фернандо
ignacio ignatius nacho ignacy ignace inaki ignatz игнасио
jesus chuy chucho jesusito хесус
vicente vincent vincenzo chente vicent vince enzo винсент
lorenzo lawrence laurence laurent lencho larry lars lorenz laurentius лоренцо лоренс
gonzalo gonzalve chalo gonçalo гонсало
rodolfo rudolf rudolph rodolphe fito rudi rudy ralph-r рудольф
ramon raymond raimundo moncho raymundo raimondo ray rámon рамон
sergio serge sergey sergei serhiy checo serghei сергей серхио
vladimir volodymyr vova waldemar wladimir volodya vladimiro владимир володимир вова
dmitri dmitry dimitri demetrio dima dmytro dimitrios дмитрий дима
evgeny eugene eugenio yevgeny eugen zhenya yevhen ugo-e евгений
guadalupe lupe lupita гваделупе
dolores lola loli lolita долорес
concepcion concha conchita concepción
mercedes merche meche mercedes-m mercè
teresa therese theresa tere teresita tessa resi terry тереза
catalina catherine katherine katarina caterina cathy kate katie kathy kathryn katia katya catarina katrin ekaterina yekaterina karen-c kasia cata trina екатерина катерина кэтрин катя catharina kata kaja
elena helen helena helene ellen yelena lena ilona nelly olena eleni елена хелен elene helene elaine
juana joan-f jane jeanne johanna joanna giovanna jana-j janet jeanette juanita иоанна жанна джейн
lucia lucy luz luzia lucie lucita lucille люсия
josefina josephine pepa pepita josefa fina jossie жозефина
beatriz beatrice beatrix bety bea betty-b беатрис
rosario charo chayo
francisca francesca paca pancha frances fanny françoise paquita fani франческа
manuela manoela manola emanuela emmanuelle мануэла
daniel dani danny danilo dan danielito danil daniele דניאל דני دانيال даниил данила даниэль daniels danyl
samson shimshon sanson שמשון شمشون самсон
thomas tomas tom tommy tomasz tommaso tomás foma توماس фома томас toms thomae
matthew mateo mathieu matteo matias matthias matti mateusz matt matvey matityahu mattathias מתתיהו متى матвей матфей маттео
mark marcos marc marcus marco markus marek marcelo-m مرقس марк маркус
luke lucas lukas luca luc lukasz luka لوقا лука лукас
theodore teodoro theodor fyodor fedor feodor teddy teo todor фёдор теодор
bernard bernardo bernhard bernat bernie barney бернард
leonard leonardo leonid lenny leo-n леонард леонардо
gregory gregorio grigory gregoire greg goyo grzegorz gregor hryhoriy григорий грегори gregorius grigorijs
augustine agustin augustin agostino tin-a gus августин
martin martino marty martí martyn мартин
max maximilian maximo massimo maximiliano maxim maksim maxime макс максим
victor viktor vittorio vitya vic викттор виктор
valentin valentine valentino valya валентин
oleg olga-m олег
olga olha olya helga ольга
natalia natalie natasha nataliya nathalie nati наталья наталия
tatiana tatyana tanya tania татьяна
irina irene iryna irena ira ирина
svetlana sveta svitlana светлана
ludmila lyudmila mila liudmyla людмила
galina halina galya галина
vera wiera vira вера
sofia sophia sophie zofia sonia sonya sofya софия
christopher cristobal christophe chris kit christoph cristoforo kristof christophoros кристофер христофор
christian cristian kristian chris кристиан
cristina christina christine kristina tina krystyna chris кристина
veronica veronique weronika vero ronnie вероника
patricia patrice paty patty pat trish patrizia патрисия
patrick patricio padraig paddy pat патрик
bartholomew bartolome bartolomeo bart bartosz варфоломей
anastasia anastasiya nastya nasta анастасия
zoltan zolty golan-z золтан
gaius cayo gaio caius gaia
publius publio
lucius lucio
gnaeus cneo gneo
titus tito
lothair lotario lothar lothaire
clotaire clotario chlothar lothair-c
dagobert dagoberto
hugh hugo ugo hugues
godfrey godofredo goffredo gottfried geoffrey jeffrey godefroy
ralph raul raoul rodolfo-r
baldwin balduino baldovino baudouin
charlotte carlota carlotta lotte
matilda matilde mathilde maud
eleanor leonor eleonora alienor leonora
agnes ines inez agnese
blanche blanca bianca
alice alicia alix alisa
james jacobo jacopo jaime-j
ernest ernesto ernst
adolf adolfo adolphe adolphus
clement clemente clemens
innocent inocencio innocenzo
urban urbano
pius pio
leopold leopoldo
sigismund segismundo sigismondo zygmunt
casimir casimiro kazimierz
stanislav stanislaus stanislaw estanislao stanislas
wenceslaus wenceslao vaclav venceslao
ladislaus ladislao laszlo wladyslaw vladislav
salvador salva salvatore
agustina augustina
roland rolando orlando
pliny plinio
scipio escipion scipione
england inglaterra inghilterra angleterre anglia
france francia frankreich
scotland escocia scozia ecosse
wales gales galles
hungary hungria ungheria hongrie
denmark dinamarca danimarca danemark
sweden suecia svezia suede
norway noruega norvegia norvege
poland polonia pologne
bavaria baviera bayern baviere
saxony sajonia sassonia sachsen saxe
burgundy borgona borgogna bourgogne
castile castilla castiglia castille
navarre navarra
aragon aragona
germany alemania germania deutschland allemagne
prussia prusia preussen
russia rusia russie rossiya
greece grecia grece
flanders flandes fiandre flandre
luxembourg luxemburgo luxemburg lussemburgo
savoy saboya savoia savoie
provence provenza
brittany bretana bretagna bretagne
lorraine lorena lothringen
bourbon borbon borbone
habsburg habsburgo asburgo
spain espana spagna espagne
sicily sicilia sicile
naples napoles napoli
orleans orlans
valois
braganza braganca
jerusalem gerusalemme
constantinople constantinopla costantinopoli
alexandria alejandria alessandria
antioch antioquia antiochia
cordoba cordova
count conde conte comte graf
countess condesa contessa comtesse
duke duque duca duc herzog
duchess duquesa duchessa duchesse
king rey roi re-k konig
queen-q reina-q reine-q regina-q
pope papa pape
saint san santo santa sankt
elder viejo vecchio
younger joven giovane
great grande magno magnus
brothers hermanos fratelli freres
"""


def _read(block: str) -> Mapping[str, tuple[int, ...]]:
    table: dict[str, set[int]] = {}
    for number, line in enumerate(block.strip().splitlines()):
        for form in line.split():
            # "juda-n": the tail after a hyphen only tells two lines apart for the reader.
            head, _, tail = form.partition("-")
            word = fold(head if tail and len(tail) <= 2 else form.replace("-", ""))
            if len(word) > 1:
                table.setdefault(word, set()).add(number)
    return MappingProxyType({w: tuple(sorted(g)) for w, g in table.items()})


GROUPS: Mapping[str, tuple[int, ...]] = _read(_GROUPS)


def groups(word: str) -> tuple[int, ...]:
    """The numbers of the given names that the folded `word` may stand for; empty when it is none we know."""
    return GROUPS.get(word, ())
