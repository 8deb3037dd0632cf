"""Functional models of tf.keras over ragged tensors, with what they compute; says why what cannot be built is not.

    python ragged.py DIR [CASE…]
"""
import os, sys, json, warnings, traceback
os.environ['TF_CPP_MIN_LOG_LEVEL']='3'; os.environ['CUDA_VISIBLE_DEVICES']='-1'
warnings.filterwarnings('ignore')
import numpy as np, tensorflow as tf
tf.get_logger().setLevel('ERROR')
K=tf.keras; L=K.layers
out=sys.argv[1]; only=sys.argv[2:] 
os.makedirs(out,exist_ok=True)
rng=np.random.RandomState(7)
lens=[3,0,5,1]
def r_int(): return tf.RaggedTensor.from_row_lengths(rng.randint(0,9,sum(lens)).astype('int32'),lens)
def r_i64(): return tf.RaggedTensor.from_row_lengths(rng.randint(0,9,sum(lens)).astype('int64'),lens)
def r_f(d=4): return tf.RaggedTensor.from_row_lengths(rng.randn(sum(lens),d).astype('float32'),lens)
def r_f1(): return tf.RaggedTensor.from_row_lengths(rng.randn(sum(lens)).astype('float32'),lens)
nest=[2,0,3,1,2,0,1,2,1]
def r_nest(d=3): return tf.RaggedTensor.from_row_lengths(tf.RaggedTensor.from_row_lengths(rng.randn(sum(nest),d).astype('float32'),nest),lens)
def r_nesti(): return tf.RaggedTensor.from_row_lengths(tf.RaggedTensor.from_row_lengths(rng.randint(0,9,sum(nest)).astype('int32'),nest),lens)
def r_str(): return tf.RaggedTensor.from_row_lengths(np.array(['a','bb','c','a','zz','bb','q','c','a']),lens)
def dn(*s): return rng.randn(*s).astype('float32')
def I(shape,dtype='float32',name='x',ragged=True,**k): return K.Input(shape,dtype=dtype,ragged=ragged,name=name,**k)
cases={}
def case(f): cases[f.__name__]=f; return f
def simple(name, make, shape=(None,4), dtype='float32', data=r_f, tail=True):
    def f():
        x=I(shape,dtype); y=make()(x); return [x],y,[data()]
    cases[name]=f
# layers on (B,None,4)
for n,m in dict(
  dense=lambda:L.Dense(3,activation='relu'), dense_softmax=lambda:L.Dense(3,activation='softmax'), td_dense=lambda:L.TimeDistributed(L.Dense(3)),
  gap=lambda:L.GlobalAveragePooling1D(), gmp=lambda:L.GlobalMaxPooling1D(), gap_keep=lambda:L.GlobalAveragePooling1D(keepdims=True), gmp_keep=lambda:L.GlobalMaxPooling1D(keepdims=True),
  lstm=lambda:L.LSTM(3), lstm_seq=lambda:L.LSTM(3,return_sequences=True), lstm_state=lambda:L.LSTM(3,return_state=True), lstm_back=lambda:L.LSTM(3,go_backwards=True),
  lstm_back_seq=lambda:L.LSTM(3,go_backwards=True,return_sequences=True), lstm_zero=lambda:L.LSTM(3,return_sequences=True,activation='relu'),
  gru=lambda:L.GRU(3), gru_seq=lambda:L.GRU(3,return_sequences=True), gru_back_seq=lambda:L.GRU(3,go_backwards=True,return_sequences=True), gru_back=lambda:L.GRU(3,go_backwards=True), srnn=lambda:L.SimpleRNN(3), srnn_seq=lambda:L.SimpleRNN(3,return_sequences=True), srnn_back_seq=lambda:L.SimpleRNN(3,go_backwards=True,return_sequences=True), srnn_back=lambda:L.SimpleRNN(3,go_backwards=True),
  rnn_cell=lambda:L.RNN(L.LSTMCell(3),return_sequences=True),
  bi_lstm=lambda:L.Bidirectional(L.LSTM(3)), bi_lstm_seq=lambda:L.Bidirectional(L.LSTM(3,return_sequences=True)), bi_sum_seq=lambda:L.Bidirectional(L.GRU(3,return_sequences=True),merge_mode='sum'), bi_srnn=lambda:L.Bidirectional(L.SimpleRNN(3,return_sequences=True),merge_mode='ave'),
  relu=lambda:L.ReLU(), activation=lambda:L.Activation('tanh'), act_relu=lambda:L.Activation('relu'), act_softmax=lambda:L.Activation('softmax'), act_gelu=lambda:L.Activation('gelu'),act_hs=lambda:L.Activation('hard_sigmoid'),act_swish=lambda:L.Activation('swish'),act_elu=lambda:L.Activation('elu'),act_sigmoid=lambda:L.Activation('sigmoid'),
  leaky=lambda:L.LeakyReLU(), elu=lambda:L.ELU(), softmax=lambda:L.Softmax(), prelu=lambda:L.PReLU(shared_axes=[1]),
  dropout=lambda:L.Dropout(0.3), gn=lambda:L.GaussianNoise(0.3), sd=lambda:L.SpatialDropout1D(0.3), bn=lambda:L.BatchNormalization(), ln=lambda:L.LayerNormalization(),
  masking=lambda:L.Masking(), conv1d=lambda:L.Conv1D(2,2), maxpool=lambda:L.MaxPooling1D(2), flatten=lambda:L.Flatten(), reshape=lambda:L.Reshape((-1,2)), permute=lambda:L.Permute((2,1)),
  normalization=lambda:L.Normalization(), rescaling=lambda:L.Rescaling(0.5,1.0), embed_f=lambda:L.Embedding(9,3), einsumdense=lambda:L.EinsumDense('abc,cd->abd',output_shape=(None,5)), unitnorm=lambda:L.UnitNormalization(), identity=lambda:L.Identity(), zeropad=lambda:L.ZeroPadding1D(1), upsampling=lambda:L.UpSampling1D(2), activityreg=lambda:L.ActivityRegularization(0.1),
  lambda_to_dense=lambda:L.Lambda(lambda t:t.to_tensor()), lambda_sum=lambda:L.Lambda(lambda t:tf.reduce_sum(t,axis=1)), lambda_mul=lambda:L.Lambda(lambda t:t*2.0),
).items(): simple(n,m)
for n,m in dict(emb=lambda:L.Embedding(9,3), emb_mask=lambda:L.Embedding(9,3,mask_zero=True), catenc=lambda:L.CategoryEncoding(num_tokens=9,output_mode='multi_hot'), hashing=lambda:L.Hashing(5), intlookup=lambda:L.IntegerLookup(vocabulary=[1,2,5]), discr=lambda:L.Discretization(bin_boundaries=[2.,5.])).items(): simple(n,m,(None,),'int64',r_i64)
simple('emb32',lambda:L.Embedding(9,3),(None,),'int32',r_int)
simple('emb_float',lambda:L.Embedding(9,3),(None,),'float32',lambda:tf.RaggedTensor.from_row_lengths(rng.randint(0,9,sum(lens)).astype('float32'),lens))
simple('strlookup',lambda:L.StringLookup(vocabulary=['a','bb']),(None,),'string',r_str)
simple('strlookup_mh',lambda:L.StringLookup(vocabulary=['a','bb'],output_mode='multi_hot'),(None,),'string',r_str)
simple('emb_nest',lambda:L.Embedding(9,3),(None,None),'int32',r_nesti)
simple('dense_nest',lambda:L.Dense(2),(None,None,3),'float32',r_nest)
simple('gap_nest',lambda:L.GlobalAveragePooling1D(),(None,None,3),'float32',r_nest)
simple('td_gap_nest',lambda:L.TimeDistributed(L.GlobalAveragePooling1D()),(None,None,3),'float32',r_nest)
simple('td_lstm_nest',lambda:L.TimeDistributed(L.LSTM(2)),(None,None,3),'float32',r_nest)
simple('lstm_nest',lambda:L.LSTM(2),(None,None,3),'float32',r_nest)
simple('dense_2d',lambda:L.Dense(2),(None,),'float32',r_f1)
def two(name, make, d1=4,d2=4):
    def f():
        x=I((None,d1)); y=I((None,d2),name='y'); return [x,y],make()([x,y]),[r_f(d1),r_f(d2)]
    cases[name]=f
for n in ['Add','Subtract','Multiply','Average','Maximum','Minimum']: two('m_'+n.lower(),lambda n=n:getattr(L,n)())
two('concat',lambda:L.Concatenate(),4,3); two('concat_1',lambda:L.Concatenate(axis=1)); two('dot',lambda:L.Dot(-1))
@case
def emb_lstm_dense():
    x=I((None,),'int32'); y=L.Dense(2,activation='softmax')(L.LSTM(4)(L.Embedding(9,3)(x))); return [x],y,[r_int()]
@case
def emb_bi_gap():
    x=I((None,),'int32'); y=L.Bidirectional(L.LSTM(4,return_sequences=True))(L.Embedding(9,3)(x)); y=L.Dense(3)(L.GlobalAveragePooling1D()(y)); return [x],y,[r_int()]
@case
def mha_self():
    x=I((None,4)); y=L.MultiHeadAttention(2,3)(x,x); return [x],y,[r_f()]
@case
def mha_cross():
    x=I((None,4)); z=I((5,4),name='y',ragged=False); y=L.MultiHeadAttention(2,3)(x,z); return [x,z],y,[r_f(),dn(4,5,4)]
@case
def attn():
    x=I((None,4)); y=L.Attention()([x,x]); return [x],y,[r_f()]
# methods
def on(name, fn, shape=(None,4), dtype='float32', data=r_f):
    def f():
        x=I(shape,dtype); return [x],fn(x),[data()]
    cases[name]=f
on('to_tensor',lambda x:x.to_tensor())
on('to_tensor_def',lambda x:x.to_tensor(default_value=-1.0))
on('to_tensor_shape',lambda x:x.to_tensor(shape=[None,2,4]))
on('to_tensor_shape6',lambda x:x.to_tensor(default_value=9.0,shape=[None,6,None]))
on('to_tensor_i',lambda x:x.to_tensor(0),(None,),'int32',r_int)
on('to_tensor_nest',lambda x:x.to_tensor(),(None,None,3),'float32',r_nest)
on('to_tensor_nesti',lambda x:x.to_tensor(7,shape=[None,3,2]),(None,None),'int32',r_nesti)
on('values',lambda x:x.values); on('flat_values',lambda x:x.flat_values); on('row_splits',lambda x:x.row_splits); on('nrows',lambda x:x.nrows()); on('row_lengths',lambda x:x.row_lengths()); on('row_starts',lambda x:x.row_starts()); on('row_limits',lambda x:x.row_limits()); on('value_rowids',lambda x:x.value_rowids()); on('bounding_shape',lambda x:x.bounding_shape()); on('bounding_axis',lambda x:x.bounding_shape(axis=1))
on('values_nest',lambda x:L.GlobalMaxPooling1D()(x.values),(None,None,3),'float32',r_nest); on('row_lengths_ax2',lambda x:x.row_lengths(axis=2),(None,None,3),'float32',r_nest); on('merge_dims',lambda x:x.merge_dims(1,2),(None,None,3),'float32',r_nest); on('nested_row_splits',lambda x:list(x.nested_row_splits),(None,None,3),'float32',r_nest)
on('with_values',lambda x:x.with_values(x.values*2.0)); on('with_flat_values',lambda x:x.with_flat_values(L.Dense(2)(x.flat_values)))
on('splits_dtype',lambda x:x.with_row_splits_dtype(tf.int32))
def dense_in(name, fn, *inputs):
    def f():
        xs=[]; data=[]
        for i,(sh,dt,d) in enumerate(inputs):
            xs.append(I(sh,dt,'in%d'%i,ragged=False)); data.append(np.array(d,dt))
        return xs,fn(*xs),data
    cases[name]=f
tok=np.array([[1,2,3,0,0],[0,0,0,0,0],[4,0,5,0,0],[1,2,3,4,5]])
toks=((5,),'int32',tok)
fl=((5,3),'float32',dn(4,5,3))
RT=tf.RaggedTensor
dense_in('ft_pad',lambda x:L.GlobalMaxPooling1D()(L.Embedding(9,3)(RT.from_tensor(x,padding=0))),((5,),'int32',np.array([[1,2,3,0,0],[6,0,0,0,0],[4,0,5,0,0],[1,2,3,4,5]])))
dense_in('ft_pad_rr',lambda x:RT.from_tensor(x,padding=0),toks)
dense_in('ft_plain',lambda x:RT.from_tensor(x),toks)
dense_in('ft_len',lambda x,n:RT.from_tensor(x,lengths=n),fl,((),'int64',[1,5,0,3]))
dense_in('ft_len32',lambda x,n:RT.from_tensor(x,lengths=n),fl,((),'int32',[1,5,0,3]))
dense_in('ft_rr2',lambda x:RT.from_tensor(x,ragged_rank=2),fl)
dense_in('ft_padf',lambda x:RT.from_tensor(x,padding=-1.0),((5,),'float32',[[1,-1,-1,2,-1],[-1]*5,[1,2,3,4,5],[1,2,-1,-1,-1]]))
dense_in('ft_pad_vec',lambda x:RT.from_tensor(x,padding=[0.,0.]),((3,2),'float32',[[[1,1],[0,0],[0,0]],[[0,0]]*3,[[1,0],[0,1],[0,0]],[[1,1],[2,2],[3,3]]]))
dense_in('ft_len_lstm',lambda x,n:L.LSTM(3)(RT.from_tensor(x,lengths=n)),fl,((),'int64',[1,5,0,3]))
dense_in('f_lengths',lambda x,n:RT.from_row_lengths(x,n).to_tensor(),((2,),'float32',dn(6,2)),((),'int64',[1,2,0,3,0,0]))
dense_in('f_splits',lambda x,n:RT.from_row_splits(x,n).to_tensor(),((2,),'float32',dn(6,2)),((),'int64',[0,1,3,3,5,6]))
dense_in('f_rowids',lambda x,n:RT.from_value_rowids(x,n,nrows=5).to_tensor(),((2,),'float32',dn(6,2)),((),'int64',[0,1,1,3,3,3]))
dense_in('f_starts',lambda x,n:RT.from_row_starts(x,n).to_tensor(),((2,),'float32',dn(6,2)),((),'int64',[0,1,3,3,5,6]))
dense_in('f_limits',lambda x,n:RT.from_row_limits(x,n).to_tensor(),((2,),'float32',dn(6,2)),((),'int64',[0,1,3,3,5,6]))
dense_in('f_uniform',lambda x:RT.from_uniform_row_length(x,2).to_tensor(),((2,),'float32',dn(6,2)))
# functions
on('f_sum1',lambda x:tf.reduce_sum(x,axis=1)); on('f_mean1',lambda x:tf.reduce_mean(x,axis=1)); on('f_max1',lambda x:tf.reduce_max(x,axis=1)); on('f_min1',lambda x:tf.reduce_min(x,axis=1)); on('f_prod1',lambda x:tf.reduce_prod(x,axis=1)); on('f_sum2',lambda x:tf.reduce_sum(x,axis=2)); on('f_sumlast',lambda x:tf.reduce_sum(x,axis=-1)); on('f_sum_all',lambda x:tf.reduce_sum(x)); on('f_sum0',lambda x:tf.reduce_sum(x,axis=0)); on('f_sumkeep',lambda x:tf.reduce_sum(x,axis=1,keepdims=True))
on('f_mean_2d',lambda x:tf.reduce_mean(x,axis=1),(None,),'float32',r_f1)
on('f_mean12',lambda x:tf.reduce_mean(x,axis=[1,2]))
on('f_mul2',lambda x:x*2.0); on('f_add',lambda x:x+x); on('f_exp',lambda x:tf.exp(x)); on('f_tanh',lambda x:tf.tanh(x)); on('f_relu',lambda x:tf.nn.relu(x)); on('f_sigmoid',lambda x:tf.sigmoid(x)); on('f_sub',lambda x:tf.subtract(x,1.0)); on('f_rsub',lambda x:1.0-x); on('f_div',lambda x:x/3.0); on('f_neg',lambda x:-x); on('f_abs',lambda x:tf.abs(x)); on('f_square',lambda x:tf.square(x)); on('f_cast',lambda x:tf.cast(x,tf.float32),(None,),'int32',r_int)
on('f_concat',lambda x:tf.concat([x,x],axis=1)); on('f_concatlast',lambda x:tf.concat([x,x],axis=-1)); on('f_slice',lambda x:x[:,:2]); on('f_slice_last',lambda x:x[:,-1:]); on('f_row0',lambda x:x[:,:,0]); on('f_softmax',lambda x:tf.nn.softmax(x)); on('f_expand',lambda x:tf.expand_dims(x,-1)); on('f_gather',lambda x:tf.gather(x,[0,2])); on('f_size',lambda x:tf.size(x)); on('f_where',lambda x:tf.where(x>0.0,x,x*0.1)); on('f_clip',lambda x:tf.clip_by_value(x,-1.0,1.0)); on('f_onehot',lambda x:tf.one_hot(x,9),(None,),'int32',r_int); on('f_ragged_range',lambda x:tf.ragged.range(x.row_lengths())); on('f_segment',lambda x:tf.math.segment_sum(x.values,x.value_rowids())); on('f_squeeze',lambda x:tf.squeeze(x,-1),(None,1),'float32',lambda:r_f(1)); on('f_matmul',lambda x:tf.matmul(x,x,transpose_b=True)); on('f_reverse',lambda x:tf.reverse(x,[1])); on('f_rank',lambda x:tf.rank(x)); on('f_ones',lambda x:tf.ones_like(x)); on('f_map_flat',lambda x:tf.ragged.map_flat_values(tf.exp,x)); on('f_boolmask',lambda x:tf.ragged.boolean_mask(x.values,x.values[:,0]>0)); on('f_to_sparse',lambda x:tf.sparse.to_dense(x.to_sparse()),(None,),'float32',r_f1)
on('f_bcast',lambda x:x*tf.constant([1.,2.,3.,4.])); on('f_str',lambda x:tf.strings.length(x),(None,),'string',r_str); on('f_join',lambda x:tf.strings.reduce_join(x,axis=1),(None,),'string',r_str)
@case
def f_add_mixed():
    x=I((None,4)); z=I((1,4),name='y',ragged=False); return [x,z],x+z,[r_f(),dn(4,1,4)]
@case
def seq_model():
    m=K.Sequential([K.Input((None,),dtype='int32',ragged=True),L.Embedding(9,3),L.GRU(3),L.Dense(1,activation='sigmoid')]); return m,None,[r_int()]
@case
def nested_model():
    i=I((None,4),name='inner'); inner=K.Model(i,L.Dense(3)(i)); x=I((None,4)); return [x],L.GlobalMaxPooling1D()(inner(x)),[r_f()]
@case
def tv_ragged():
    x=K.Input((),dtype='string',name='x'); tv=L.TextVectorization(vocabulary=['a','bb','cc'],ragged=True); return [x],L.GlobalAveragePooling1D()(L.Embedding(6,3)(tv(x))),[np.array(['a bb','cc','zz a a bb'])]
def flat(t):
    if isinstance(t,(list,tuple)): return [c for e in t for c in flat(e)]
    if isinstance(t,tf.RaggedTensor): return [np.asarray(t.flat_values)]+[np.asarray(s) for s in t.nested_row_splits]
    return [np.asarray(t)]
def kind(t):
    if isinstance(t,(list,tuple)): return [kind(e) for e in t]
    return ('ragged%d'%t.ragged_rank if isinstance(t,tf.RaggedTensor) else 'dense')
report={}
for name,f in cases.items():
    if only and name not in only: continue
    rng.seed(hash(name)%1000 if False else sum(map(ord,name)))
    tf.random.set_seed(3)
    K.backend.clear_session()
    r={}
    try:
        xs,y,data=f()
        m=xs if y is None else K.Model(xs,y)
        rs=np.random.RandomState(11)
        m.set_weights([np.abs(rs.randn(*w.shape)*0.5).astype(w.dtype) if 'var' in 'x' else (rs.randn(*w.shape)*0.5).astype(w.dtype) if w.ndim else w for w in m.get_weights()])
        for l in m.layers:
            if isinstance(l,L.BatchNormalization): l.set_weights([np.abs(w)+.1 for w in l.get_weights()])
    except Exception as e:
        report[name]='build: '+type(e).__name__+': '+str(e).replace('\n',' ')[:160]; continue
    try:
        got=m(data[0] if len(data)==1 else data)
    except Exception as e:
        report[name]='call: '+type(e).__name__+': '+str(e).replace('\n',' ')[:160]; continue
    try:
        m.save(out+'/'+name+'.h5')
    except Exception as e:
        report[name]='save: '+type(e).__name__+': '+str(e).replace('\n',' ')[:160]; continue
    k=kind(got); loaded='load ok'
    try:
        m2=K.models.load_model(out+'/'+name+'.h5'); g2=m2(data[0] if len(data)==1 else data)
        same=all(np.allclose(a,b,atol=1e-6) if a.dtype.kind=='f' else (a==b).all() for a,b in zip(flat(got),flat(g2)))
        if not same: loaded='load DIFFERS'
    except Exception as e:
        loaded='load fails: '+type(e).__name__+': '+str(e).replace('\n',' ')[:100]
    z={}
    for i,d in enumerate(data):
        for j,c in enumerate(flat(d)): z['in/%d/%d'%(i,j)]=c
    outs=list(got) if isinstance(got,(list,tuple)) else [got]
    for i,d in enumerate(outs):
        for j,c in enumerate(flat(d)): z['out/%d/%d'%(i,j)]=c
    np.savez(out+'/'+name+'.npz',**z)
    report[name]='OK %s %s'%(k,loaded)
json.dump(report,open(out+'/report.json','w'),indent=1)
for n,v in report.items(): print(n,':',v)
